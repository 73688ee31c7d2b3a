"""Answers about the law: what is in force on a day, what rests on an instrument, what may be rested on, which days are worked."""

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from huizhi.kernel.rulebook import models
from huizhi.kernel.rulebook.answers import (
    InForce,
    NoSuchInstrument,
    NoSuchRule,
    NothingInForce,
    Resting,
    find_instruments,
    in_force,
    law_on,
    rests_on,
    rule,
    status_on,
)
from huizhi.kernel.rulebook.loading import PACKAGE, book, gather
from huizhi.kernel.rulebook.standing import (
    Obstacle,
    Standing,
    applying_edits,
    calendar,
    obstacles,
    provincial,
    standing,
)

__all__ = [
    "PACKAGE",
    "InForce",
    "NoSuchInstrument",
    "NoSuchRule",
    "NothingInForce",
    "Obstacle",
    "Resting",
    "Standing",
    "applying_edits",
    "book",
    "calendar",
    "find_instruments",
    "gather",
    "in_force",
    "law_on",
    "obstacles",
    "provincial",
    "rests_on",
    "rule",
    "standing",
    "status_on",
]


def values() -> QuerySet[models.RuleValue]:
    """Every dated value that stands in the law files, with its instrument and whether it has been confirmed."""
    confirmed = models.Confirmation.objects.filter(
        kind=models.Confirmation.Kind.RULE_VALUE, subject=OuterRef("rule"), digest=OuterRef("digest")
    )
    return (
        models.RuleValue.objects.filter(withdrawn_at=None).select_related("instrument").annotate(is_confirmed=Exists(confirmed))
    )


def values_on(day: date) -> QuerySet[models.RuleValue]:
    """The values in force on a day, repealed ones included."""
    return values().exclude(since__gt=day).exclude(until__lte=day)


def instruments() -> QuerySet[models.Instrument]:
    """Every instrument that stands in the law files."""
    return models.Instrument.objects.filter(withdrawn_at=None)


def parameters() -> QuerySet[models.Parameter]:
    """Every provincial parameter."""
    return models.Parameter.objects.filter(withdrawn_at=None)


def trail(parameter: str) -> list[tuple[models.ParameterEdit, models.Confirmation | None]]:
    """The edits of a parameter, newest first, each with its confirmation."""
    confirmations = {
        c.digest: c for c in models.Confirmation.objects.filter(kind=models.Confirmation.Kind.PARAMETER_EDIT, subject=parameter)
    }
    edits = models.ParameterEdit.objects.filter(parameter__key=parameter).order_by("-n")
    return [(edit, confirmations.get(edit.digest)) for edit in edits]


def confirmations_of(key: str) -> dict[str, models.Confirmation]:
    """The confirmations of a rule's values, by digest."""
    found = models.Confirmation.objects.filter(kind=models.Confirmation.Kind.RULE_VALUE, subject=key)
    return {c.digest: c for c in found}


def holiday_notices() -> list[models.HolidayNotice]:
    """The last entered notice of each year, newest year first."""
    newest = {notice.year: notice for notice in models.HolidayNotice.objects.order_by("year", "n")}
    return [newest[year] for year in sorted(newest, reverse=True)]


def holidays_held(year: int) -> int:
    """How many notices of that year have been entered."""
    return models.HolidayNotice.objects.filter(year=year).count()
