"""统一社会信用代码, GB 32100-2015: eighteen characters; the last checks them all, the 17th checks the eight before it."""

from dataclasses import dataclass

from huizhi.lib.identifiers.division_code import DIGITS, demand_region
from huizhi.lib.identifiers.organisation_code import CHECKS, organisation_check
from huizhi.lib.identifiers.refusals import (
    CategoryUnknown,
    CheckCharacterWrong,
    DepartmentUnknown,
    IdentifierRefused,
    InnerCheckWrong,
    demand_alphabet,
    demand_length,
)

NAME = "统一社会信用代码"
RULE = "GB 32100-2015"
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # no I, O, S, V, Z
CHARACTERS = frozenset(ALPHABET)
NATIONAL = frozenset({"10"})  # 100000: registered with a department of the State Council
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)  # 3 to the power of i, modulo 31


@dataclass(frozen=True, slots=True)
class Department:
    """登记管理部门: who registers, and which 机构类别 it registers."""

    zh: str
    categories: dict[str, str]
    confidence: str  # K: law.md section 3 marks the meaning of the fields K


_OTHER = {"9": "其他"}
DEPARTMENTS: dict[str, Department] = {
    "1": Department("机构编制", {"1": "机关", "2": "事业单位", "3": "群众团体"} | _OTHER, "K"),
    "2": Department("外交", {"1": "外国常驻新闻机构"} | _OTHER, "K"),
    "3": Department(
        "司法行政",
        {"1": "律师执业机构", "2": "公证处", "3": "基层法律服务所", "4": "司法鉴定机构", "5": "仲裁委员会"} | _OTHER,
        "K",
    ),
    "4": Department("文化", {"1": "外国在华文化中心"} | _OTHER, "K"),
    "5": Department("民政", {"1": "社会团体", "2": "民办非企业单位", "3": "基金会"} | _OTHER, "K"),
    "6": Department("旅游", {"1": "外国旅游部门常驻代表机构", "2": "港澳台地区旅游部门常驻代表机构"} | _OTHER, "K"),
    "7": Department("宗教", {"1": "宗教活动场所", "2": "宗教院校"} | _OTHER, "K"),
    "8": Department("工会", {"1": "基层工会"} | _OTHER, "K"),
    "9": Department("市场监管", {"1": "企业", "2": "个体工商户", "3": "农民专业合作社"}, "K"),
    "A": Department("中央军委改革和编制办公室", {"1": "军队事业单位"} | _OTHER, "K"),
    "N": Department("农业", {"1": "组级集体经济组织", "2": "村级集体经济组织", "3": "乡镇级集体经济组织"} | _OTHER, "K"),
    "Y": Department("其他", {"1": "其他"}, "K"),
}


@dataclass(frozen=True, slots=True)
class Uscc:
    """A valid code and what its positions say."""

    text: str

    @property
    def department(self) -> str:
        """Position 1: who registered it."""
        return DEPARTMENTS[self.text[0]].zh

    @property
    def category(self) -> str:
        """Position 2: what kind of body it is."""
        return DEPARTMENTS[self.text[0]].categories[self.text[1]]

    @property
    def region(self) -> str:
        """Positions 3 to 8: division of the first registering organ. It stays when the entity moves."""
        return self.text[2:8]

    @property
    def organisation_code(self) -> str:
        """Positions 9 to 17."""
        return self.text[8:17]


def uscc_check(body: str) -> str:
    """The eighteenth character for seventeen characters of the alphabet."""
    total = sum(_VALUES[character] * weight for character, weight in zip(body, _WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def parse_uscc(text: str) -> Uscc:
    """Read eighteen characters, or refuse at the first position that breaks the standard."""
    demand_length(text, 18, identifier=NAME, rule=RULE)
    demand_alphabet(text, CHARACTERS, identifier=NAME, rule=RULE)
    department = DEPARTMENTS.get(text[0])
    if department is None:
        raise DepartmentUnknown(f"{NAME}第1位“{text[0]}”不是登记管理部门代码", identifier=NAME, rule=RULE, position=1)
    if text[1] not in department.categories:
        raise CategoryUnknown(
            f"{NAME}第2位“{text[1]}”不是{department.zh}部门的机构类别代码", identifier=NAME, rule=RULE, position=2
        )
    demand_alphabet(text[2:8], DIGITS, identifier=NAME, rule=RULE, offset=2)
    demand_region(text[2:8], identifier=NAME, rule=RULE, first=3, also=NATIONAL)
    demand_alphabet(text[16], CHECKS, identifier=NAME, rule=RULE, offset=16)
    if text[17] != uscc_check(text[:17]):
        raise CheckCharacterWrong(f"{NAME}第18位校验码不符", identifier=NAME, rule=RULE, position=18)
    if text[16] != organisation_check(text[8:16]):
        raise InnerCheckWrong(
            f"{NAME}第17位（主体标识码的校验码）不符", identifier=NAME, rule=f"{RULE}，GB 11714-1997", position=17
        )
    return Uscc(text)


def is_uscc(text: str) -> bool:
    """Whether the text is a valid code, for those who do not ask why not."""
    try:
        parse_uscc(text)
    except IdentifierRefused:
        return False
    return True


def assemble_uscc(*, department: str, category: str, region: str, body: str) -> Uscc:
    """A code with both check characters computed, from the eight characters of the organisation code's body."""
    head = f"{department}{category}{region}{body}{organisation_check(body)}"
    return parse_uscc(head + uscc_check(head))
