"""Copy the law files into their tables, as the owner: what is new is added, what is gone is marked, nothing is lost."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

import rfc8785
from django.db import models as django_models

from huizhi.kernel.rulebook import models
from huizhi.kernel.rulebook.loading import book
from huizhi.kernel.rulebook.types import Sourced
from huizhi.lib import jcs
from huizhi.lib.holiday_sources import published_years
from huizhi.lib.pinyin import sort_key

_LOADED_ONCE = {"key", "rule", "digest", "loaded_at"}


def load_law(*, at: datetime) -> int:
    """Make the tables equal to the law files; returns how many rows stand. May be run again at any time."""
    return sum(
        (
            _put(models.Instrument, list(_instruments(at)), unique=["key"]),
            _put(models.RuleValue, list(_values(at)), unique=["rule", "digest"]),
            _put(models.Parameter, list(_parameters(at)), unique=["key"]),
        )
    )


def load_holidays(*, at: datetime) -> int:
    """Enter the announced years that the package of past holidays holds and nobody has entered; returns how many."""
    known = set(models.HolidayNotice.objects.values_list("year", flat=True))
    rows = [
        models.HolidayNotice(
            year=year.year,
            n=1,
            days_off=sorted(map(str, year.days_off)),
            days_worked=sorted(map(str, year.days_worked)),
            source=f"package {year.source}",
            confidence=year.confidence,
            by="system:reference",
            at=at,
            digest=days_digest(year.year, year.days_off, year.days_worked),
        )
        for year in published_years()
        if year.year not in known
    ]
    models.HolidayNotice.objects.bulk_create(rows)
    return len(rows)


def days_digest(year: int, days_off: Iterable[object], days_worked: Iterable[object]) -> str:
    """SHA-256 of a year's days in canonical JSON."""
    said: dict[str, list[str] | int] = {
        "days_off": sorted(map(str, days_off)),
        "days_worked": sorted(map(str, days_worked)),
        "year": year,
    }
    return sha256(jcs.canonical(said)).hexdigest()


def _put(model: Any, rows: Sequence[django_models.Model], *, unique: list[str]) -> int:
    fields = [f.name for f in model._meta.concrete_fields if f.name not in _LOADED_ONCE and not f.primary_key]
    keep_digest = [] if "digest" in unique else ["digest"]
    model.objects.bulk_create(rows, update_conflicts=True, unique_fields=unique, update_fields=fields + keep_digest)
    standing = {tuple(getattr(row, name) for name in unique) for row in rows}
    gone = [r.pk for r in model.objects.filter(withdrawn_at=None) if tuple(getattr(r, name) for name in unique) not in standing]
    if gone:
        model.objects.filter(pk__in=gone).update(withdrawn_at=_loaded_at(rows))
    return len(rows)


def _loaded_at(rows: Sequence[Any]) -> datetime:
    at: datetime = rows[0].loaded_at
    return at


def _where(place: str, entry: Sourced, at: datetime) -> dict[str, Any]:
    located = book().places[place]
    return {
        "source": entry.source,
        "confidence": entry.confidence,
        "checked_on": entry.checked_on,
        "note": entry.note or "",
        "file": located.file,
        "line": located.line,
        "loaded_at": at,
        "withdrawn_at": None,
    }


def _digest(entry: Sourced) -> str:
    return sha256(rfc8785.dumps(entry.model_dump(mode="json"))).hexdigest()


def _instruments(at: datetime) -> Iterable[models.Instrument]:
    for key, entry in book().instruments.items():
        yield models.Instrument(
            key=key,
            zh=entry.zh,
            en=entry.en,
            also=list(entry.also),
            document_number=entry.document_number or "",
            issuer=entry.issuer or "",
            effective_on=entry.effective_on,
            predecessor=entry.predecessor or "",
            successor=entry.successor or "",
            status=entry.status,
            sort_key=sort_key(entry.zh)[:240],
            digest=_digest(entry),
            **_where(f"instruments.{key}", entry, at),
        )


def _values(at: datetime) -> Iterable[models.RuleValue]:
    for key, rule in book().rules.items():
        following = [v.since for v in rule.values[1:]] + [None]
        for position, (value, until) in enumerate(zip(rule.values, following, strict=True)):
            yield models.RuleValue(
                rule=key,
                room=key.partition(".")[0],
                zh=rule.zh,
                en=rule.en,
                bound=rule.bound,
                parameter=rule.parameter or "",
                position=position,
                since=value.since,
                until=until,
                value=value.value,
                unit=value.unit,
                instrument_id=value.instrument,
                article=value.article or "",
                also=[b.model_dump(mode="json") for b in value.also],
                quote=value.quote or "",
                confirmed_by=value.confirmed_by or "",
                sort_key=sort_key(rule.zh)[:240],
                digest=value.digest,
                **_where(f"rules.{key}", value, at),
            )


def _parameters(at: datetime) -> Iterable[models.Parameter]:
    for key, entry in book().parameters.items():
        yield models.Parameter(
            key=key,
            zh=entry.zh,
            en=entry.en,
            shape=entry.shape,
            unit=entry.unit or "",
            scope_code=entry.scope_code,
            digest=_digest(entry),
            **_where(f"parameters.{key}", entry, at),
        )
