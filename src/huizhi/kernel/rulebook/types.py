"""What the rulebook is made of, as the law files say it. Frozen: the law does not change while the house runs."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import Annotated, Self

import rfc8785
from pydantic import BaseModel, ConfigDict, Field, model_validator

CAPABILITIES = {
    "rulebook.view_rules": "查阅法规规则",
    "rulebook.edit_parameter": "修改省级参数",
    "rulebook.confirm_value": "确认法规数值",
    "rulebook.load_holiday_notice": "装载节假日安排",
}


class Confidence(StrEnum):
    """How sure law.md is of a value: the mark exactly as it stands there."""

    SEEN = "V"
    PARTLY_SEEN = "Vp"
    KNOWN = "K"
    UNSURE = "U"

    @property
    def label(self) -> str:
        """The mark in words."""
        return {"V": "已见文本", "Vp": "部分见到", "K": "已知未核", "U": "存疑"}[self.value]


class Unit(StrEnum):
    """What the integer of a value counts."""

    WORKING_DAY = "working_day"
    DAY = "day"
    HOUR = "hour"
    MONTH = "month"
    YEAR = "year"
    FEN = "fen"
    PPM = "ppm"
    MULTIPLE = "multiple"
    PERSON = "person"
    TIMES = "times"
    COUNT = "count"
    SCORE = "score"
    YEAR_OF_AGE = "year_of_age"
    MONTH_DAY = "month_day"
    YEAR_MONTH = "year_month"
    CALENDAR_DATE = "calendar_date"

    @property
    def label(self) -> str:
        """The unit in Chinese."""
        return _UNITS[self]


_UNITS = {
    Unit.WORKING_DAY: "个工作日",
    Unit.DAY: "日（自然日）",
    Unit.HOUR: "小时",
    Unit.MONTH: "个月",
    Unit.YEAR: "年",
    Unit.FEN: "元",
    Unit.PPM: "%",
    Unit.MULTIPLE: "倍",
    Unit.PERSON: "人",
    Unit.TIMES: "次",
    Unit.COUNT: "个",
    Unit.SCORE: "分",
    Unit.YEAR_OF_AGE: "周岁",
    Unit.MONTH_DAY: "（月日）",
    Unit.YEAR_MONTH: "（年月）",
    Unit.CALENDAR_DATE: "（年月日）",
}


class Bound(StrEnum):
    """Whether the value is a limit from above, from below, or the value itself."""

    AT_MOST = "at_most"
    AT_LEAST = "at_least"
    EXACT = "exact"

    @property
    def label(self) -> str:
        """The bound in Chinese."""
        return {"at_most": "不超过", "at_least": "不少于", "exact": "为"}[self.value]


class Status(StrEnum):
    """Where an instrument stands."""

    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"
    DRAFT = "draft"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        """The status in Chinese."""
        return {"in_force": "现行", "superseded": "已被替代", "draft": "征求意见稿", "unknown": "状态未核"}[self.value]


Text = Annotated[str, Field(min_length=1, max_length=400, pattern=r"\S")]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
ParameterKey = Annotated[str, Field(pattern=r"^[a-z]{2}(\.[a-z][a-z0-9_]*)+$", max_length=80)]
# A row of law.md, or a file of the province: where the value was taken from.
Source = Annotated[str, Field(pattern=r"^(law\.md §\d+(\.\d+)? \S|provincial \S|package \S).*$", max_length=300)]


class Strict(BaseModel):
    """Nothing unknown, nothing converted, nothing changed afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Sourced(Strict):
    """Whatever is taken from somewhere says from where, how sure it is, and when it was looked up."""

    source: Source
    confidence: Confidence
    checked_on: date
    note: Text | None = None


class Instrument(Sourced):
    """法律文件: a law, regulation, rule, notice or standard. What law.md does not give is null."""

    zh: Text
    en: Text
    also: tuple[Text, ...] = ()  # as law.md writes it
    document_number: Text | None
    issuer: Text | None
    effective_on: date | None
    predecessor: Key | None
    successor: Key | None
    amended_by: tuple[Key, ...] = ()
    status: Status

    @model_validator(mode="after")
    def _superseded_by_something(self) -> Self:
        if (self.status is Status.SUPERSEDED) != (self.successor is not None):
            raise ValueError("状态为“已被替代”的文件须写明 successor，反之亦然")
        return self


class Basis(Strict):
    """依据: an instrument and the article in it."""

    instrument: Key
    article: Text | None


class DatedValue(Sourced):
    """One value from one day on. `since: null` = the first day is not given; `value: null` = repealed from that day."""

    since: date | None
    value: Annotated[int, Field(strict=True, ge=0, lt=10**15)] | None
    unit: Unit
    instrument: Key | None
    article: Text | None
    also: tuple[Basis, ...] = ()
    confirmed_by: Text | None
    quote: Text | None

    @model_validator(mode="after")
    def _rests_on_something(self) -> Self:
        if self.instrument is None and self.article is not None:
            raise ValueError("写明条款（article）的数值须写明 instrument")
        return self

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON (RFC 8785) of what the law says here: a matter's entry names what it rested on.

        How sure we are, who looked and who confirmed stay outside: a better check of the same number is the same number.
        """
        says = self.model_dump(mode="json", include={"since", "value", "unit", "instrument", "article", "also"})
        return sha256(rfc8785.dumps(says)).hexdigest()

    @property
    def instruments(self) -> tuple[str, ...]:
        """Every instrument that this value rests on."""
        own = () if self.instrument is None else (self.instrument,)
        return own + tuple(b.instrument for b in self.also)


class Rule(Strict):
    """规则: one number of the law, through time."""

    zh: Text
    en: Text
    bound: Bound
    parameter: ParameterKey | None = None  # the province may set its own
    values: tuple[DatedValue, ...]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.values:
            raise ValueError("values 至少要有一项")
        dates = [v.since for v in self.values]
        if any(d is None for d in dates[1:]):
            raise ValueError("只有第一个数值的 since 可以为 null")
        known = [d for d in dates if d is not None]
        if known != sorted(set(known)):
            raise ValueError("各数值须按 since 先后排列，不得同日")
        return self

    def on(self, day: date) -> DatedValue | None:
        """The value whose day is the latest not after `day`; None before the first known day."""
        found = [v for v in self.values if v.since is None or v.since <= day]
        return found[-1] if found else None


class Switch(Sourced):
    """新旧衔接: from one day on, a topic is governed by other instruments (law.md 0.4)."""

    zh: Text
    en: Text
    old: tuple[Key, ...]
    new: tuple[Key, ...]
    keeps_old: bool  # the new stands beside the old instead of replacing it
    since: date | None  # null: not known whether or when

    def governs(self, day: date) -> tuple[str, ...]:
        """The instruments that govern the topic on that day."""
        if self.since is None or day < self.since:
            return self.old
        return self.old + self.new if self.keeps_old else self.new


class ApproverRank(Sourced):
    """审批层级: who may approve (law.md 0.3)."""

    zh: Text
    en: Text
    order: int


class Shape(StrEnum):
    """What the value of a provincial parameter looks like."""

    INTEGER = "integer"
    TABLE = "table"
    LIST = "list"
    TEXT = "text"

    @property
    def label(self) -> str:
        """The shape in Chinese."""
        return {"integer": "整数", "table": "表", "list": "清单", "text": "文字"}[self.value]


class ProvincialParameter(Sourced):
    """省级参数: what the province has to decide (law.md 14). No value stands here: values are edits with a trail."""

    zh: Text
    en: Text
    shape: Shape
    unit: Unit | None
    scope_code: Annotated[str, Field(pattern=r"^\d{2}$")]  # the province that decides


@dataclass(frozen=True)
class Located:
    """Where something stands in the files."""

    file: str
    line: int


@dataclass(frozen=True)
class Rulebook:
    """The whole law as the files say it."""

    instruments: dict[str, Instrument]
    rules: dict[str, Rule]  # "<room>.<file>.<key>"
    switches: dict[str, Switch]
    ranks: dict[str, ApproverRank]
    parameters: dict[str, ProvincialParameter]
    places: dict[str, Located]  # "rules.<key>", "instruments.<key>" -> file and line
