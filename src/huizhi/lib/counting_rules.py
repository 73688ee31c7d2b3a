"""How each instrument counts days: requirements/law.md 0.2, row by row, with its article, source and confidence.

Where that table is silent, the reading is marked K (known, not verified there) or U (unsure: an editable parameter). A
confirmed reading replaces the row's field with `dataclasses.replace`; the arithmetic in `periods` takes the row it is given.
"""

from collections.abc import Container
from dataclasses import dataclass
from enum import StrEnum


class Unit(StrEnum):
    """What is counted."""

    WORKING_DAY = "WD"
    DAY = "CD"
    HOUR = "H"
    MONTH = "M"
    YEAR = "Y"


class Written(StrEnum):
    """What the text says. Only 日 has to be read; the others mean what they say."""

    DAY = "日"
    WORKING_DAY = "工作日"
    HOUR = "小时"
    MONTH = "月"
    YEAR = "年"


UNIT_OF_WRITTEN = {
    Written.WORKING_DAY: Unit.WORKING_DAY,
    Written.HOUR: Unit.HOUR,
    Written.MONTH: Unit.MONTH,
    Written.YEAR: Unit.YEAR,
}


@dataclass(frozen=True, slots=True)
class Reading:
    """One property of a counting rule, and how sure it is (V, Vp, K, U)."""

    holds: bool
    confidence: str


@dataclass(frozen=True, slots=True)
class Length:
    """A number of units, read."""

    n: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class CountingRule:
    """How one instrument counts.

    `working`: the numbers of bare 日 that mean working days; every other number means calendar days.
    `first_excluded`: the day (or hour) of the event is not counted.
    `rolls`: a last day on a 法定节假日 moves to the first day after the holiday.
    `rolls_weekends`: an ordinary weekend counts as such a holiday too.
    `transit_excluded`: time under way is not counted: what was sent in time is in time.
    """

    key: str
    instrument: str
    article: str | None
    source: str
    confidence: str
    working: Container[int]
    first_excluded: Reading
    first_hour_excluded: Reading
    rolls: Reading
    rolls_weekends: Reading
    transit_excluded: Reading

    def length(self, n: int, written: Written) -> Length:
        """What `n` of the written unit means here."""
        if written is not Written.DAY:
            return Length(n, UNIT_OF_WRITTEN[written])
        return Length(n, Unit.WORKING_DAY if n in self.working else Unit.DAY)


NONE: frozenset[int] = frozenset()
ALL = range(1, 1_000_000)
STATED = Reading(True, "V")
SILENT_FIRST_DAY = Reading(True, "K")  # common to all counting of time, though the row does not say it
SILENT_NO = Reading(False, "U")  # the earlier end is the safer one until the reading is confirmed


def _rule(key: str, instrument: str, article: str | None, source: str, confidence: str, working: Container[int]) -> CountingRule:
    """A row that speaks of units only."""
    return CountingRule(
        key=key,
        instrument=instrument,
        article=article,
        source=source,
        confidence=confidence,
        working=working,
        first_excluded=SILENT_FIRST_DAY,
        first_hour_excluded=SILENT_NO,
        rolls=SILENT_NO,
        rolls_weekends=SILENT_NO,
        transit_excluded=SILENT_NO,
    )


PENALTY_LAW = _rule("penalty_law", "行政处罚法", "§85", "law.md 0.2 S6", "V", frozenset({2, 3, 5, 7}))
PENALTY_PROCEDURE = CountingRule(
    key="penalty_procedure",
    instrument="市场监督管理行政处罚程序规定",
    article="§80, §84",
    source="law.md 0.2 S5",
    confidence="V",
    working=NONE,
    first_excluded=STATED,
    first_hour_excluded=STATED,
    rolls=STATED,
    rolls_weekends=SILENT_NO,
    transit_excluded=STATED,
)
COERCION = _rule("coercion", "行政强制法", "§69", "law.md 0.2 S7", "V", range(1, 11))
LICENSING = _rule("licensing", "行政许可法", "§82", "law.md 0.2 S21", "V", ALL)
LICENSING_APPLICANT = _rule("licensing_applicant", "行政许可法（申请人一方的提前期）", None, "law.md 0.2", "U", NONE)
RECONSIDERATION = _rule("reconsideration", "行政复议法", "§88", "law.md 0.2 S8", "V", frozenset({3, 5, 7, 10}))
COMPLAINTS = CountingRule(
    key="complaints",
    instrument="市场监督管理投诉举报处理办法（总局令第121号）",
    article="§45",
    source="law.md 0.2 S11",
    confidence="V",
    working=NONE,
    first_excluded=STATED,
    first_hour_excluded=SILENT_NO,
    rolls=STATED,
    rolls_weekends=SILENT_NO,
    transit_excluded=SILENT_NO,
)
REGISTRATION = _rule("registration", "市场主体登记管理条例及实施细则", None, "law.md 0.2 S1,S2", "K", NONE)
TRANSFER = _rule("transfer", "行政执法机关移送涉嫌犯罪案件的规定", None, "law.md 0.2 S10", "U", NONE)

COUNTING_RULES: dict[str, CountingRule] = {
    rule.key: rule
    for rule in (
        PENALTY_LAW,
        PENALTY_PROCEDURE,
        COERCION,
        LICENSING,
        LICENSING_APPLICANT,
        RECONSIDERATION,
        COMPLAINTS,
        REGISTRATION,
        TRANSFER,
    )
}


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Which intervals a kind of clock does not count (law.md 0.2, Excluded time)."""

    key: str
    zh: str
    grounds: tuple[str, ...]
    instrument: str
    article: str
    source: str
    confidence: str


_TESTS = ("检测", "检验", "检疫", "鉴定")
EXCLUSIONS: dict[str, Exclusion] = {
    exclusion.key: exclusion
    for exclusion in (
        Exclusion("verification", "核查期", (*_TESTS, "权利人辨认鉴别"), "程序规定", "§18", "law.md 0.2 S5", "V"),
        Exclusion(
            "case",
            "办案期",
            ("中止", "听证", "公告", *_TESTS, "辨认鉴别", "责令退还多收价款"),
            "程序规定",
            "§64",
            "law.md 0.2 S5",
            "V",
        ),
        Exclusion("seizure", "查封扣押", _TESTS, "程序规定", "§38", "law.md 0.2 S5", "V"),
        Exclusion("mediation", "调解六十日", ("鉴定", "检测"), "总局令第121号", "§22", "law.md 0.2 S11", "V"),
        Exclusion("licensing", "许可", ("听证", "招标", "拍卖", *_TESTS, "专家评审"), "行政许可法", "§45", "law.md 0.2 S21", "V"),
    )
}
