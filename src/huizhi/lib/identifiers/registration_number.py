"""工商注册号: the fifteen digits of licences before the unified code. GS 15-2006, ISO 7064 MOD 11,10 (confidence K)."""

from dataclasses import dataclass

from huizhi.lib.identifiers.division_code import DIGITS, demand_region
from huizhi.lib.identifiers.refusals import CheckCharacterWrong, demand_alphabet, demand_length

NAME = "工商注册号"
RULE = "GS 15-2006"
NATIONAL = frozenset({"10"})  # 100000: registered with the State Administration itself


@dataclass(frozen=True, slots=True)
class RegistrationNumber:
    """Six digits of the registering organ's division, eight of sequence, one check digit."""

    text: str

    @property
    def region(self) -> str:
        """Division code of the organ that gave the number, in the year it gave it."""
        return self.text[:6]

    @property
    def kind(self) -> str:
        """内资企业, 外资企业 or 个体工商户, by the seventh digit."""
        seventh = int(self.text[6])
        if seventh >= 6:
            return "个体工商户"
        return "外资企业" if seventh >= 4 else "内资企业"


def registration_check(body: str) -> str:
    """The fifteenth digit for fourteen digits."""
    carry = 10
    for digit in body:
        carry = ((carry + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - carry) % 10)


def parse_registration_number(text: str) -> RegistrationNumber:
    """Read fifteen digits, or refuse."""
    demand_length(text, 15, identifier=NAME, rule=RULE)
    demand_alphabet(text, DIGITS, identifier=NAME, rule=RULE)
    demand_region(text[:6], identifier=NAME, rule=RULE, first=1, also=NATIONAL)
    if text[14] != registration_check(text[:14]):
        raise CheckCharacterWrong(f"{NAME}第15位校验码不符", identifier=NAME, rule=RULE, position=15)
    return RegistrationNumber(text)
