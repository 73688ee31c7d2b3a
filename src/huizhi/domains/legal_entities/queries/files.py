"""一企一档: everything about one entity that a reader may see, each fact with its source, date and visibility.

Three views of one file: official (officers), own (the enterprise itself), public. What each sees of internal facts is
decided by the open scope; what the register says is public (law.md section 13: 登记信息公开).
"""

import datetime as time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from huizhi.domains.legal_entities.choices import EventKind, Kind, RelationKind, Status
from huizhi.domains.legal_entities.industries import industry_name
from huizhi.domains.legal_entities.models import Entity, LifecycleEvent, Relation
from huizhi.domains.legal_entities.queries.lives import entity_with
from huizhi.domains.legal_entities.queries.places import full_name, organ_names
from huizhi.kernel.parties import queries as parties
from huizhi.kernel.parties.models import Identifier, Judgement, Merge
from huizhi.kernel.parties.types import Scheme, ToldFact
from huizhi.lib.money import written

OFFICIAL, OWN, PUBLIC = "official", "own", "public"
MOST_EVENTS = 500


@dataclass(frozen=True, slots=True)
class Line:
    """One fact of a file with its provenance, as the component `facts` shows it."""

    label: str
    value: str
    source: str = ""
    date: time.date | None = None
    visibility: str = PUBLIC
    href: str = ""


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the timeline."""

    at: date
    title: str
    text: str = ""
    source: str = ""
    kind: str = ""


@dataclass(frozen=True)
class EntityFile:
    """The file of one entity as one kind of reader sees it."""

    entity: Entity
    view: str
    lines: Sequence[Line]
    timeline: Sequence[Happening]
    facts: Sequence[ToldFact]
    identifiers: Sequence[Identifier]
    merges: Sequence[Merge]
    judgements: Sequence[Judgement] = field(default_factory=list)
    speaks_for: str = ""  # the code of the entity that this one was merged into


def entity_file(code: str, *, view: str) -> EntityFile:
    """The file of the entity with this code."""
    entity = entity_with(code)
    group = parties.group_of(entity.pk)
    head = parties.canonical_of(entity.pk)
    facts = parties.public_facts_of(group) if view == PUBLIC else parties.facts_of(group)
    merges = parties.merges_of(group) if view == OFFICIAL else []
    judgements = parties.judgements_on([m.pk for m in merges]) if merges else []
    events = list(LifecycleEvent.objects.filter(entity_id__in=group).order_by("-on", "-pk")[:MOST_EVENTS])
    speaks_for = ""
    if head != entity.pk:
        speaks_for = Entity.objects.filter(pk=head).values_list("code", flat=True).first() or ""
    return EntityFile(
        entity=entity,
        view=view,
        lines=register_lines(entity, [e for e in events if e.entity_id == entity.pk], view=view),
        timeline=_timeline(events, facts),
        facts=facts,
        identifiers=parties.identifiers_of(group),
        merges=merges,
        judgements=judgements,
        speaks_for=speaks_for,
    )


def register_lines(entity: Entity, events: Sequence[LifecycleEvent], *, view: str) -> list[Line]:
    """What the register says, in the order of a licence; `official` adds which organ is competent and where rows came from."""
    source = (events[-1].source if events else "") or "登记机关"
    organs = organ_names([entity.registrar, entity.scope_code])
    capital = "" if entity.capital_fen is None else written(entity.capital_fen)
    industry = f"{entity.industry} {industry_name(entity.industry)}".strip() if entity.industry else ""
    said = [
        ("统一社会信用代码", entity.code),
        ("名称", entity.name),
        ("主体类型", str(Kind(entity.kind).label)),
        ("登记状态", str(Status(entity.status).label)),
        ("法定代表人", entity.representative),
        ("注册资本", capital),
        ("成立日期", _day(entity.established_on)),
        ("营业期限至", _day(entity.valid_until) or "长期"),
        ("行业", industry),
        ("住所", entity.address),
        ("住所区划", full_name(entity.division)),
        ("登记机关", organs[entity.registrar]),
        ("经营范围", entity.business_scope),
    ]
    changed = _last_changes(entity, events)
    lines = [Line(label, value, source, changed.get(label, entity.established_on)) for label, value in said]
    if view == OFFICIAL:
        lines.append(Line("管辖机构", organs[entity.scope_code], "机构树", None, OFFICIAL))
        lines.append(Line("档案版次", str(entity.version), "登记库", None, OFFICIAL))
    return lines


_FIELD_LABELS = {
    "name": "名称",
    "kind": "主体类型",
    "valid_until": "营业期限至",
    "capital_fen": "注册资本",
    "industry": "行业",
    "division": "住所区划",
    "scope_code": "管辖机构",
    "registrar": "登记机关",
    "address": "住所",
    "representative": "法定代表人",
    "business_scope": "经营范围",
    "reason": "理由",
}


def _last_changes(entity: Entity, events: Sequence[LifecycleEvent]) -> dict[str, date]:
    """Label -> the day from which the present value holds."""
    since: dict[str, date] = {"登记状态": entity.status_on}
    for event in reversed(events):
        since |= {_FIELD_LABELS.get(name, name): event.on for name in event.changes or {}}
    return since


def _timeline(events: Sequence[LifecycleEvent], facts: Sequence[ToldFact]) -> list[Happening]:
    told = [Happening(e.on, str(EventKind(e.kind).label), _changed(e), e.source, _weight(e.status)) for e in events]
    told += [Happening(f.on, f.kind, said(f.value), f.source) for f in facts]
    return sorted(told, key=lambda h: h.at, reverse=True)


def _changed(event: LifecycleEvent) -> str:
    changes = event.changes or {}
    return "；".join(
        f"{_FIELD_LABELS.get(name, name)}：{before} → {after}" if before else f"{_FIELD_LABELS.get(name, name)}：{after}"
        for name, (before, after) in changes.items()
    )


def _weight(status: str) -> str:
    if status in (Status.REVOKED, Status.ANNULLED):
        return "danger"
    return "done" if status == Status.CLOSED else ""


def said(value: Mapping[str, object]) -> str:
    """A fact's value in words."""
    return "；".join(f"{key}：{part}" for key, part in value.items())


def _day(day: date | datetime | None) -> str:
    return "" if day is None else day.strftime("%Y-%m-%d")


def scheme_label(scheme: str) -> str:
    """The Chinese name of a scheme of codes."""
    return str(Scheme(scheme).label)


@dataclass(frozen=True, slots=True)
class Tie:
    """One relation of the graph, read from the entity outwards."""

    kind: str
    name: str
    code: str
    share_ppm: int | None
    since: date | None
    until: date | None
    inward: bool  # the entity is the other side: it holds shares in, or is the parent of

    @property
    def percent(self) -> str:
        return "" if self.share_ppm is None else f"{self.share_ppm / 10_000:g}%"


def relations(entity: Entity, *, limit: int = 200) -> list[Tie]:
    """Shareholders, parent, branches, holdings and the registered representative."""
    out = [
        Tie(str(RelationKind(r.kind).label), r.other_name or r.other_uscc, r.other_uscc, r.share_ppm, r.since, r.until, False)
        for r in entity.relations.order_by("kind", "pk")[:limit]
    ]
    inward = Relation.objects.filter(other_id=entity.pk).select_related("entity").order_by("kind", "pk")[:limit]
    back = {RelationKind.PARENT: "分支机构", RelationKind.SHAREHOLDER: "投资"}
    out += [
        Tie(
            back.get(RelationKind(r.kind), str(RelationKind(r.kind).label)),
            r.entity.name,
            r.entity.code,
            r.share_ppm,
            r.since,
            r.until,
            True,
        )
        for r in inward
    ]
    if entity.representative and not any(t.kind == "法定代表人" for t in out):
        out.append(Tie("法定代表人", entity.representative, "", None, None, None, False))
    return out


def prefilled(code: str) -> dict[str, str]:
    """The register's fields by the column keys of an import file: what a form need not ask."""
    entity = entity_with(code)
    capital = "" if entity.capital_fen is None else f"{entity.capital_fen // 1_000_000}.{entity.capital_fen % 1_000_000:06d}"
    return {
        "uscc": entity.code,
        "name": entity.name,
        "kind": entity.kind,
        "status": entity.status,
        "established_on": _day(entity.established_on),
        "valid_until": _day(entity.valid_until),
        "capital": capital,
        "industry": entity.industry,
        "division": entity.division,
        "address": entity.address,
        "representative": entity.representative,
        "scope": entity.business_scope,
    }
