"""法规 over the API: instruments, values, version switches, the working-day calendar, provincial parameters."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Schema

from huizhi.kernel.rulebook import models, queries
from huizhi.kit.api import Router
from huizhi.kit.pages import PageOf, Paging, paged
from huizhi.lib import clock
from huizhi.lib.calendar import legal_day
from huizhi.lib.refusal import Refusal

router = Router()
LIMIT = "search"


class YearNotHeld(Refusal):
    """The calendar does not reach that year."""

    code = "RUL-012"
    status = 404


class InstrumentOut(Schema):
    """法律文件。law.md 未给出者为 null。"""

    key: str
    zh: str
    en: str
    document_number: str | None
    issuer: str | None
    effective_on: date | None
    predecessor: str | None
    successor: str | None
    amended_by: list[str]
    status: str
    confidence: str = Field(description="V 已见文本 · Vp 部分见到 · K 已知未核 · U 存疑")
    source: str
    checked_on: date


class ValueOut(Schema):
    """规则的一个数值，自某日起至某日止（不含）。"""

    rule: str
    zh: str
    en: str
    bound: str
    since: date | None
    until: date | None
    value: int | None = Field(description="null：自该日起废止")
    unit: str
    instrument: str | None
    article: str | None
    quote: str | None = Field(description="null：原文待核")
    source: str
    confidence: str
    checked_on: date
    confirmed: bool
    digest: str


class RestingOut(Schema):
    """法律文件，及以它为依据的一切。"""

    instrument: InstrumentOut
    rules: list[str]
    switches: list[str]
    amends: list[str]


class SwitchOut(Schema):
    """某事项在某日适用的法律文件。"""

    key: str
    zh: str
    en: str
    since: date | None
    governs: list[str]
    confidence: str
    source: str


class YearOut(Schema):
    """一年的放假与调休。provisional：尚无当年通知，暂定。"""

    year: int
    provisional: bool
    days_off: list[date]
    days_worked: list[date]
    source: str
    confidence: str


class ParameterOut(Schema):
    """省级参数，及今日适用的数值（须已确认）。"""

    key: str
    zh: str
    en: str
    shape: str
    unit: str | None
    value: Any | None
    effective_on: date | None
    source: str
    confidence: str


class OnDay(Schema):
    """查询日。"""

    day: date | None = Field(None, description="查询日，缺省为今日")

    @property
    def legal(self) -> date:
        """The day asked for, or today's legal day."""
        return self.day or legal_day(clock.now())


class WhichValues(OnDay):
    """哪些规则。"""

    room: str = Field("", max_length=60, description="业务领域，如 enforcement")
    instrument: str = Field("", max_length=60, description="法律文件标识")


class WhichInstruments(Schema):
    """哪些法律文件。"""

    q: str = Field("", max_length=100, description="文号（总局令第121号、121号令）或名称")


def _instrument(key: str) -> InstrumentOut:
    found = queries.book().instruments[key]
    return InstrumentOut(key=key, **found.model_dump(exclude={"also", "note"}))


def _value(row: models.RuleValue) -> ValueOut:
    return ValueOut(
        rule=row.rule,
        zh=row.zh,
        en=row.en,
        bound=row.bound,
        since=row.since,
        until=row.until,
        value=row.value,
        unit=row.unit,
        instrument=row.instrument_id,
        article=row.article or None,
        quote=row.quote or None,
        source=row.source,
        confidence=row.confidence,
        checked_on=row.checked_on,
        confirmed=row.is_confirmed,  # type: ignore[attr-defined]  # annotated by queries.values
        digest=row.digest,
    )


@router.operation("GET", "/instruments", public=True, limit=LIMIT, response=PageOf[InstrumentOut])
def instruments(request: HttpRequest, paging: Query[Paging], which: Query[WhichInstruments]) -> dict[str, Any]:
    """法律文件，可按文号或名称查找。"""
    rows = queries.instruments()
    if which.q:
        rows = rows.filter(key__in=queries.find_instruments(which.q))
    purpose = f"rules.instruments|{which.q}"
    return paged(rows, order=("key",), purpose=purpose, paging=paging, item=lambda row: _instrument(row.key))


@router.operation("GET", "/instruments/{key}", public=True, limit=LIMIT, response=RestingOut)
def instrument(request: HttpRequest, key: str) -> RestingOut:
    """一部法律文件，及以它为依据的规则、衔接与它修改的文件。"""
    found = queries.rests_on(key)
    return RestingOut(
        instrument=_instrument(key),
        rules=list(found.rules),
        switches=[name for name, _switch in found.switches],
        amends=list(found.amends),
    )


@router.operation("GET", "/values", public=True, limit=LIMIT, response=PageOf[ValueOut])
def values(request: HttpRequest, paging: Query[Paging], which: Query[WhichValues]) -> dict[str, Any]:
    """某日生效的规则数值。"""
    rows = queries.values_on(which.legal)
    if which.room:
        rows = rows.filter(room=which.room)
    if which.instrument:
        rows = rows.filter(instrument__key=which.instrument)
    purpose = f"rules.values|{which.legal}|{which.room}|{which.instrument}"
    return paged(rows, order=("rule", "id"), purpose=purpose, paging=paging, item=_value)


@router.operation("GET", "/switches", public=True, limit=LIMIT, response=list[SwitchOut])
def switches(request: HttpRequest, on: Query[OnDay]) -> list[SwitchOut]:
    """新旧衔接：各事项在某日适用何法。"""
    return [
        SwitchOut(
            key=key,
            zh=s.zh,
            en=s.en,
            since=s.since,
            governs=list(s.governs(on.legal)),
            confidence=s.confidence,
            source=s.source,
        )
        for key, s in queries.book().switches.items()
    ]


@router.operation("GET", "/calendar/{int:year}", public=True, limit=LIMIT, response=YearOut)
def calendar(request: HttpRequest, year: int) -> YearOut:
    """一年的放假与调休；未录入当年通知者为暂定。"""
    found = queries.calendar().years.get(year)
    if found is None:
        raise YearNotHeld(f"日历不含 {year} 年", remedy="请查询 2004 年以后、2060 年以前的年份")
    return YearOut(
        year=year,
        provisional=not found.published,
        days_off=sorted(found.days_off),
        days_worked=sorted(found.days_worked),
        source=found.source,
        confidence=found.confidence,
    )


@router.operation("GET", "/parameters", public=True, limit=LIMIT, response=list[ParameterOut])
def parameters(request: HttpRequest, on: Query[OnDay]) -> list[ParameterOut]:
    """省级参数及某日适用的数值；未经确认的修改不在其中。"""
    applying = queries.applying_edits(on.legal)
    return [
        ParameterOut(
            key=row.key,
            zh=row.zh,
            en=row.en,
            shape=row.shape,
            unit=row.unit or None,
            value=applying[row.key].value if row.key in applying else None,
            effective_on=applying[row.key].effective_on if row.key in applying else None,
            source=row.source,
            confidence=row.confidence,
        )
        for row in queries.parameters()
    ]
