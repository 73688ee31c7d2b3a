"""What others may know about organs and divisions: levels, refusals, answers, the capabilities of the screens."""

from dataclasses import dataclass
from enum import StrEnum

from huizhi.lib.refusal import Refusal

CAPABILITIES = {
    "organisations.view_tree": "查看机构、岗位与权责清单",
    "organisations.view_officers": "查看执法人员与执法证",
    "organisations.import_tables": "导入机构、人员、证件与权责清单",
}


class Level(StrEnum):
    """The four levels of a market-regulation organ, and of a division."""

    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"
    STATION = "station"


LEVELS_ZH = {Level.PROVINCE: "省级", Level.PREFECTURE: "市州级", Level.COUNTY: "县级", Level.STATION: "所（乡镇街道）"}
CODE_LENGTH = {Level.PROVINCE: 2, Level.PREFECTURE: 4, Level.COUNTY: 6, Level.STATION: 9}


class PowerKind(StrEnum):
    """Kinds of administrative power, as the power lists divide them."""

    LICENCE = "licence"
    PENALTY = "penalty"
    COERCION = "coercion"
    INSPECTION = "inspection"
    CONFIRMATION = "confirmation"
    REWARD = "reward"
    RULING = "ruling"
    OTHER = "other"


POWER_KINDS_ZH = {
    PowerKind.LICENCE: "行政许可",
    PowerKind.PENALTY: "行政处罚",
    PowerKind.COERCION: "行政强制",
    PowerKind.INSPECTION: "行政检查",
    PowerKind.CONFIRMATION: "行政确认",
    PowerKind.REWARD: "行政奖励",
    PowerKind.RULING: "行政裁决",
    PowerKind.OTHER: "其他行政权力",
}


class Certainty(StrEnum):
    """How sure a reading of an address is."""

    CERTAIN = "certain"  # the county is named in full, below its own prefecture or unmistakably
    LIKELY = "likely"  # named in short, or not at the beginning
    PARTIAL = "partial"  # only the province or prefecture is named
    AMBIGUOUS = "ambiguous"  # several counties bear the name
    OUTSIDE = "outside"  # another province
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Place:
    """One division as the reader of addresses knows it; `now` is the code of today for an abolished one."""

    code: str
    name: str
    now: tuple[str, ...]


@dataclass(frozen=True)
class Located:
    """Where an address lies: the division of today, how sure that is, the other possibilities, and why."""

    division: str
    certainty: Certainty
    candidates: tuple[str, ...] = ()
    said: tuple[str, ...] = ()


@dataclass(frozen=True)
class Competence:
    """Which organ is competent for a division; None with the reason where none is known."""

    organ_code: str | None
    organ_name: str
    division: str
    said: tuple[str, ...] = ()


class UnknownOrgan(Refusal):
    """There is no organ with that code."""

    code = "ORG-001"
    status = 404


class UnknownDivision(Refusal):
    """No list of divisions, of any year, has that code."""

    code = "ORG-002"


class BadOrgan(Refusal):
    """An organ's code does not fit its level or its parent."""

    code = "ORG-003"


class TableRefused(Refusal):
    """A file to be imported cannot be read as a table at all."""

    code = "ORG-004"
