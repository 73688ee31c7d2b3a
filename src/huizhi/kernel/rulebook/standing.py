"""What may be rested on today: the law's value, the province's own, who confirmed it, and what stands in the way."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db.models import Count, Exists, Max, OuterRef, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from huizhi.kernel.rulebook import models
from huizhi.kernel.rulebook.answers import InForce, NothingInForce, in_force, rule
from huizhi.kernel.rulebook.loading import book
from huizhi.kernel.rulebook.types import Confidence
from huizhi.lib.calendar import Calendar, YearDays
from huizhi.lib.holiday_sources import LAST_YEAR, provisional_year

WHO = gettext_lazy("省局法规处具有“确认法规数值”权限的人员")


@dataclass(frozen=True)
class Standing:
    """A value to rest on: the number, and whether it is the province's own and has been confirmed."""

    national: InForce
    number: int
    edit: models.ParameterEdit | None
    confirmed_by: str

    @property
    def is_provincial(self) -> bool:
        """Whether the province has set its own number."""
        return self.edit is not None

    @property
    def digest(self) -> str:
        """What an entry names as the value it rested on."""
        return self.edit.digest if self.edit is not None else self.national.value.digest


@dataclass(frozen=True)
class Obstacle:
    """Why a clock may not rest on a rule yet, and who can change that."""

    key: str
    zh: str
    why: str
    who: str | Promise = WHO


def standing(key: str, day: date) -> Standing:
    """The number of a rule on a day, the province's confirmed one before the national one."""
    found = in_force(key, day)
    edit = provincial(found.rule.parameter, day) if found.rule.parameter else None
    own = None if edit is None else _own_number(key, edit.value)
    if edit is not None and own is not None:
        return Standing(found, own, edit, _confirmer(models.Confirmation.Kind.PARAMETER_EDIT, edit.parameter_id, edit.digest))
    by = found.value.confirmed_by or _confirmer(models.Confirmation.Kind.RULE_VALUE, key, found.value.digest)
    return Standing(found, found.number, None, by)


def provincial(parameter: str, day: date) -> models.ParameterEdit | None:
    """The confirmed edit of a parameter that applies on a day."""
    return confirmed_edits().filter(parameter__key=parameter, effective_on__lte=day).order_by("-effective_on", "-n").first()


def applying_edits(day: date) -> dict[str, models.ParameterEdit]:
    """The confirmed edit of every parameter that has one on a day."""
    edits = confirmed_edits().filter(effective_on__lte=day).order_by("effective_on", "n")
    return {edit.parameter_id: edit for edit in edits}


def confirmed_edits() -> QuerySet[models.ParameterEdit]:
    """The edits that a second person has confirmed."""
    confirmed = models.Confirmation.objects.filter(
        kind=models.Confirmation.Kind.PARAMETER_EDIT, subject=OuterRef("parameter"), digest=OuterRef("digest")
    )
    return models.ParameterEdit.objects.filter(Exists(confirmed))


def _own_number(key: str, value: object) -> int | None:
    if isinstance(value, dict):
        value = value.get(key.rpartition(".")[2])
    return value if isinstance(value, int) else None


def _confirmer(kind: models.Confirmation.Kind, subject: str, digest: str) -> str:
    found = models.Confirmation.objects.filter(kind=kind, subject=subject, digest=digest).first()
    return found.by if found else ""


def obstacles(keys: Iterable[str], day: date) -> list[Obstacle]:
    """What keeps a procedure that rests on these rules from being opened; empty when all are confirmed."""
    found = []
    for key in keys:
        why = _why_not(key, day)
        if why:
            found.append(Obstacle(key, rule(key).zh, why))
    return found


def _why_not(key: str, day: date) -> str:
    try:
        value = standing(key, day)
    except NothingInForce as refusal:
        return refusal.what
    if value.confirmed_by:
        return ""
    parameter = value.national.rule.parameter
    if parameter and not value.is_provincial:
        return gettext("省级参数“%(name)s”尚未设定并确认") % {"name": book().parameters[parameter].zh}
    mark = value.national.value.confidence
    if mark is Confidence.UNSURE:
        return gettext("可信度为 U（存疑），尚未确认")
    return gettext("可信度为 %(mark)s，尚未由法规处确认") % {"mark": mark.value}


def calendar() -> Calendar:
    """The working days: each announced year as last entered, every later year 暂定."""
    state = models.HolidayNotice.objects.aggregate(rows=Count("pk"), last=Max("pk"))
    return _calendar(state["rows"], state["last"] or 0)


@lru_cache(maxsize=2)
def _calendar(rows: int, last: int) -> Calendar:
    """One calendar for each state of the notices: they are only ever added."""
    newest = {notice.year: notice for notice in models.HolidayNotice.objects.filter(pk__lte=last).order_by("year", "n")}
    first = min(newest, default=LAST_YEAR)
    years = [_days_of(newest[year]) if year in newest else provisional_year(year) for year in range(first, LAST_YEAR + 1)]
    return Calendar(years)


def _days_of(notice: models.HolidayNotice) -> YearDays:
    return YearDays(
        year=notice.year,
        days_off=frozenset(map(date.fromisoformat, notice.days_off)),
        days_worked=frozenset(map(date.fromisoformat, notice.days_worked)),
        published=True,
        instrument=notice.document_number or None,
        source=notice.source,
        confidence=notice.confidence,
    )
