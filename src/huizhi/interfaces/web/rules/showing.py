"""What the rulebook's pages show, made from the answers of the rulebook: facts, lines of tables, events of time lines."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from huizhi.interfaces.web.rules import speaking
from huizhi.kernel.rulebook import models, queries
from huizhi.kernel.rulebook.types import DatedValue, Instrument, Rule
from huizhi.lib import clock
from huizhi.lib.calendar import legal_day

Day = date  # the field below has the same name


def today() -> date:
    """The legal day on which the page is drawn."""
    return legal_day(clock.now())


@dataclass(frozen=True)
class Fact:
    """A row of the component `facts`."""

    label: str
    value: Any
    source: str = ""
    date: Day | None = None
    confidence: str = ""
    href: str = ""
    visibility: str = ""


@dataclass(frozen=True)
class ValueLine:
    """One dated value of a rule as its page shows it."""

    value: DatedValue
    digest: str
    since: str
    until: date | None
    said: str
    bases: list[tuple[str, str]]  # what is said, and where the instrument's page is
    current: bool
    confirmed: models.Confirmation | None

    @property
    def at(self) -> date | None:
        """The day, for the time line."""
        return self.value.since

    @property
    def title(self) -> str:
        """The value, and since when where no day is given."""
        return self.said if self.value.since else f"{self.said}（{self.since}）"

    @property
    def text(self) -> str:
        """What it rests on."""
        return "; ".join(said for said, _url in self.bases)

    @property
    def source(self) -> str:
        """The row it was taken from."""
        return self.value.source

    @property
    def kind(self) -> str:
        """Shape and colour on the time line."""
        return "done" if self.current else ""


def value_lines(key: str, rule: Rule, today: date) -> list[ValueLine]:
    """The values of a rule, newest first."""
    confirmed = queries.confirmations_of(key)
    current = rule.on(today)
    following = [v.since for v in rule.values[1:]] + [None]
    lines = [
        ValueLine(
            value=value,
            digest=value.digest,
            since=speaking.since(value.since),
            until=until,
            said=speaking.bounded(rule.bound, value.value, value.unit),
            bases=bases(value),
            current=value is current,
            confirmed=confirmed.get(value.digest),
        )
        for value, until in zip(rule.values, following, strict=True)
    ]
    return lines[::-1]


def bases(value: DatedValue) -> list[tuple[str, str]]:
    """Every basis of a value: article and instrument, with the address of its page."""
    given = [(value.instrument, value.article)] if value.instrument else []
    given += [(b.instrument, b.article) for b in value.also]
    return [(_basis(key, article), reverse("instrument", args=[key])) for key, article in given]


def _basis(key: str, article: str | None) -> str:
    law = queries.book().instruments[key]
    return speaking.basis(f"《{speaking.name(law)}》", article or "")


def instrument_facts(key: str, instrument: Instrument, today: date, address: str) -> list[Fact]:
    """What is known of an instrument, each with its source."""
    statuses = dict(speaking.STATUSES)
    rows = [
        Fact(_("文号"), instrument.document_number or _("文号待核")),
        Fact(_("制定机关"), instrument.issuer or _("待核")),
        Fact(_("施行日期"), str(instrument.effective_on) if instrument.effective_on else _("施行日待核")),
        Fact(_("状态"), statuses[queries.status_on(key, today)]),
        Fact(
            _("可信度"),
            dict(speaking.CONFIDENCES)[instrument.confidence],
            source=instrument.source,
            date=instrument.checked_on,
            confidence=instrument.confidence,
        ),
    ]
    for label, other in ((_("前身"), instrument.predecessor), (_("替代文件"), instrument.successor)):
        if other:
            rows.append(Fact(label, _title(other), href=reverse(address, args=[other])))
    rows += [Fact(_("修改它的文件"), _title(k), href=reverse(address, args=[k])) for k in instrument.amended_by]
    return rows


def _title(key: str) -> str:
    return speaking.name(queries.book().instruments[key])


@dataclass(frozen=True)
class RestingLine:
    """One value that rests on an instrument."""

    key: str
    name: str
    said: str
    article: str
    since: str
    confidence: str
    url: str


def resting_lines(resting: queries.Resting, *, linked: bool) -> list[RestingLine]:
    """Everything that rests on an instrument, rule by rule."""
    return [
        RestingLine(
            key=key,
            name=speaking.name(rule),
            said=speaking.bounded(rule.bound, value.value, value.unit),
            article=value.article or _("条款待核"),
            since=speaking.since(value.since),
            confidence=value.confidence,
            url=reverse("rule", args=[key]) if linked else "",
        )
        for key, rule, value in resting.values
    ]


@dataclass(frozen=True)
class SwitchLine:
    """A topic, and what governs it on the chosen day."""

    name: str
    since: date | None
    governs: list[tuple[str, str]]
    other: list[tuple[str, str]]
    is_new: bool
    confidence: str
    note: str
    source: str


def switch_lines(day: date, address: str) -> list[SwitchLine]:
    """Every topic of the version switches on a day."""

    def named(keys: tuple[str, ...]) -> list[tuple[str, str]]:
        return [(_title(key), reverse(address, args=[key])) for key in keys]

    lines = []
    for switch in queries.book().switches.values():
        governing = switch.governs(day)
        others = tuple(key for key in (*switch.old, *switch.new) if key not in governing)
        lines.append(
            SwitchLine(
                name=speaking.name(switch),
                since=switch.since,
                governs=named(governing),
                other=named(others),
                is_new=switch.since is not None and day >= switch.since,
                confidence=switch.confidence,
                note=switch.note or "",
                source=switch.source,
            )
        )
    return sorted(lines, key=lambda line: line.since or date.min, reverse=True)


@dataclass(frozen=True)
class EditLine:
    """One edit of a parameter as its page shows it."""

    edit: models.ParameterEdit
    confirmation: models.Confirmation | None
    lines: list[str]
    applies: bool


def edit_lines(parameter: models.Parameter, today: date) -> list[EditLine]:
    """The trail of a parameter, newest first."""
    applying = queries.provincial(parameter.key, today)
    return [
        EditLine(edit, confirmation, speaking.parameter_value(edit.value, parameter.unit), edit == applying)
        for edit, confirmation in queries.trail(parameter.key)
    ]


def instrument_page(key: str, address: str, register: str, *, linked: bool) -> dict[str, object]:
    """What an instrument's page shows, for officers and for the public."""
    resting = queries.rests_on(key)
    name = speaking.name(resting.instrument)
    amended = [(speaking.name(queries.book().instruments[k]), reverse(address, args=[k])) for k in resting.amends]
    return {
        "frame": "kit/officer.html" if linked else "kit/public.html",
        "name": name,
        "instrument": resting.instrument,
        "facts_rows": instrument_facts(key, resting.instrument, today(), address),
        "lines": resting_lines(resting, linked=linked),
        "rules": len(resting.rules),
        "switches": [(speaking.name(s), speaking.since(s.since)) for _key, s in resting.switches],
        "amended": amended,
        "crumbs": [(_("法律文件"), reverse(register)), (name, "")],
    }


def switches_page(said: str, address: str, frame: str) -> dict[str, object]:
    """What the page of version switches shows."""
    try:
        day, wrong = (date.fromisoformat(said) if said else today()), ""
    except ValueError:
        day, wrong = today(), _("“%(day)s”不是日期，显示的是今日") % {"day": said[:40]}
    return {"frame": frame, "day": day, "wrong": wrong, "lines": switch_lines(day, address)}
