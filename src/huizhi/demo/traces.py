"""What has happened in the demo province: facts and doubts, evidence, notices, jobs, parameters, a partner's key. Told once."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import yaml

from huizhi.demo.accounts import home
from huizhi.demo.entities import FIRST_ROWS, MARKER, Population, Row
from huizhi.demo.register import PROVINCE, party_of
from huizhi.demo.stream import Dice, key_of
from huizhi.demo.words import DATA
from huizhi.domains.legal_entities import services as legal_entities
from huizhi.kernel.access import services as access
from huizhi.kernel.access.models import Account
from huizhi.kernel.access.types import Viewer
from huizhi.kernel.evidence import services as evidence
from huizhi.kernel.jobs import services as jobs
from huizhi.kernel.ledger.models import Note
from huizhi.kernel.ledger.services import note
from huizhi.kernel.notices import services as notices
from huizhi.kernel.organisations.models import Certificate, Organ
from huizhi.kernel.parties import services as parties
from huizhi.kernel.parties.types import NewFact, Visibility
from huizhi.kernel.rulebook import services as rulebook
from huizhi.lib.calendar import legal_day

TOLD = "demo.told"


@cache
def _said() -> dict[str, Any]:
    said: dict[str, Any] = yaml.safe_load((DATA / "traces.yaml").read_text(encoding="utf-8"))
    return said


def tell(population: Population, *, seed: int, upto: int, at: datetime) -> str:
    """Let it have happened, in the caller's scope; returns the text of the partner's key, "" where all was told before."""
    subject = f"demo:{seed}"
    if Note.objects.filter(subject=subject, kind=TOLD).exists():
        return ""
    rows = list(population.rows(range(min(FIRST_ROWS, upto))))
    _lives(rows, at=at)
    _facts(rows, seed=seed, at=at)
    _unmatched(rows, at=at)
    _evidence(rows, at=at)
    _notices(at=at)
    _jobs(at=at)
    _parameters(at=at)
    note(TOLD, subject, {"by": MARKER}, at=at)
    return _partner_key(at=at)


def _lives(rows: Sequence[Row], *, at: datetime) -> None:
    """Some firms have changed, paused and gone on: a few lines for the time line of each."""
    firms = [row for row in rows if row[8] and row[5] == ""]
    for row, events in zip(firms, _said()["lives"], strict=False):
        for told in events:
            on = legal_day(at) - timedelta(days=told["days"])
            if told["event"] == "change":
                cells = {key: words.format(county=row[10]) for key, words in told["cells"].items()}
                legal_entities.change(code=row[0], cells=cells, on=on, by=MARKER, at=at, source=MARKER)
            else:
                legal_entities.record_event(code=row[0], event=told["event"], on=on, by=MARKER, at=at, source=MARKER)


def _facts(rows: Sequence[Row], *, seed: int, at: datetime) -> None:
    organs = dict(Organ.objects.filter(scope_code__in={row[10] for row in rows}).values_list("scope_code", "name"))
    for n, row in enumerate(rows):
        party = party_of(row)
        if party is None:
            continue
        for told in _some(seed, n):
            parties.record_fact(party_id=party, fact=_fact(told, n, organs.get(row[10], MARKER), row[10], at), by=MARKER, at=at)


def _some(seed: int, n: int) -> Iterator[dict[str, Any]]:
    """Two to five of the facts, none twice."""
    dice = Dice(key_of(seed, "facts"), n)
    told = list(_said()["facts"])
    for _ in range(2 + dice.below(4)):
        yield told.pop(dice.below(len(told)))


def _fact(told: dict[str, Any], n: int, source: str, county: str, at: datetime) -> NewFact:
    return NewFact(
        kind=told["kind"],
        value={"内容": told["text"].format(n=n + 1)},
        source=source,
        on=legal_day(at) - timedelta(days=told["days"] + n % 20),
        visibility=told.get("visibility", Visibility.OFFICIAL),
        scope_code=county,
        reference=f"{MARKER}-{county}-{n + 1:04d}-{told['days']}",
    )


def _unmatched(rows: Sequence[Row], *, at: datetime) -> None:
    said = _said()["unmatched"]
    for county in home():
        names = [row[2] for row in rows if row[10] == county][:3]
        for n, (told, name) in enumerate(zip(said["facts"], names, strict=False)):
            fact = _fact(told, n, f"协同部门（{MARKER}）", county, at)
            parties.queue_fact(fact=fact, name=name[:-2], code="", division=county, why=said["why"], at=at)


def _evidence(rows: Sequence[Row], *, at: datetime) -> None:
    said = _said()["evidence"]
    for county in home():
        firm = next((row[2] for row in rows if row[10] == county), "")
        content = f"{said['text']}\n{county} {firm}\n".encode()
        evidence.receive([content], name=said["name"], kind="document", scope_code=county, by=MARKER, at=at, note=MARKER)


def _notices(*, at: datetime) -> None:
    """Whoever's certificate expires soon is told so, where the officer has an account."""
    today = legal_day(at)
    accounts = {(a.organ_code, a.officer_code): a for a in Account.objects.filter(is_demo=True).exclude(officer_code="")}
    found = Certificate.objects.filter(scope_code__in={organ for organ, _ in accounts}).select_related("officer")
    told = [
        notices.Notice(
            account=str(accounts[c.scope_code, c.officer.number].uuid),
            kind="organisations.certificate_expiring",
            data={"kind": c.kind, "number": c.number, "expires_on": c.expires_on.isoformat()},
            key=f"demo:{c.pk}",
        )
        for c in found
        if (c.scope_code, c.officer.number) in accounts and c.expires_on <= today + timedelta(days=900)
    ]
    notices.tell_many(told, at=at)


def _jobs(*, at: datetime) -> None:
    """A job in each county's list; the worker does it when it first runs."""
    for county in home():
        jobs.start("legal_entities.recount", {}, by=MARKER, scope_code=county, at=at)


def _parameters(*, at: datetime) -> None:
    by = _viewer(f"legal_affairs.{PROVINCE}", at=at)
    with access.scope(by):
        for key, value in _said()["parameters"].items():
            rulebook.edit_parameter(
                key=key,
                value=value,
                effective_on=legal_day(at),
                basis=f"{MARKER}用，没有公布文件",
                reason=f"{MARKER}：待第二人确认",
                seen=0,
                by=by,
                at=at,
            )


def _partner_key(*, at: datetime) -> str:
    partner = Account.objects.get(login=f"partner_department.{PROVINCE}")
    key = access.issue_key(
        account_id=partner.pk,
        label=f"{MARKER}：协同部门取数",
        capabilities=access.viewer_for(partner, at=at).capabilities,
        daily_quota=10_000,
        days=365,
        by=_viewer(f"system_administrator.{PROVINCE}", at=at),
        at=at,
    )
    return key.text


def _viewer(login: str, *, at: datetime) -> Viewer:
    return access.viewer_for(Account.objects.get(login=login), at=at)
