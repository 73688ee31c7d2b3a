"""生命周期: every act on one entity. Each is an event on a day, in the order that life_cycle.py allows, noted in the ledger."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from huizhi.domains.legal_entities.choices import EventKind, RelationKind, Status
from huizhi.domains.legal_entities.columns import ENTITY_COLUMNS
from huizhi.domains.legal_entities.life_cycle import EVENT_OF_STATE, possible, state_after
from huizhi.domains.legal_entities.models import Entity, LifecycleEvent, Relation
from huizhi.domains.legal_entities.rows import Checker, Row, RowRefused
from huizhi.domains.legal_entities.services.places import known_places
from huizhi.domains.legal_entities.services.projecting import project
from huizhi.domains.legal_entities.services.relating import resolve_relations
from huizhi.domains.legal_entities.types import CodeTaken, RowWrong, UnknownEntity, WrongOrder
from huizhi.kernel.ledger.services import note
from huizhi.kernel.parties import queries as party_queries
from huizhi.kernel.parties import services as parties
from huizhi.lib.calendar import legal_day
from huizhi.lib.jcs import Json
from huizhi.lib.names import tidy_name

# Cells of a row that are fields of the register under another name.
_FIELD_OF = {"capital": "capital_fen", "organ": "scope_code", "scope": "business_scope"}
_CHANGEABLE = (
    "name", "kind", "valid_until", "capital_fen", "industry", "division", "scope_code", "registrar", "address",
    "representative", "business_scope",
)  # fmt: skip
_LABELS = {_FIELD_OF.get(c.key, c.key): c.zh for c in ENTITY_COLUMNS}


def checked(cells: Mapping[str, str], *, at: datetime) -> Row:
    """The cells of one entity, by column key, through the checks that every row of a file passes."""
    today = legal_day(at)
    try:
        return Checker(known_places(today), today).check([cells.get(c.key, "") for c in ENTITY_COLUMNS])
    except RowRefused as refused:
        raise RowWrong(str(refused), remedy="请改正后重新提交") from None


@transaction.atomic
def register_entity(*, cells: Mapping[str, str], by: str, at: datetime, source: str = "") -> Entity:
    """设立, or the taking over of one entity that exists elsewhere: party, codes, first events, projection."""
    row = checked(cells, at=at)
    identifiers = {s: v for s, v in (("uscc", row.uscc), ("regno", row.registration_number)) if v}
    for scheme, value in identifiers.items():
        if party_queries.party_with(scheme, value) is not None:
            raise CodeTaken(f"登记库中已有代码 {value}", rule="一主体一代码", remedy="请核对代码；信息有变化的，请办理变更")
    party = parties.add_party(name=row.name, identifiers=identifiers, since=row.established_on)
    entity = Entity.objects.create(party=party, **_fields(row))
    _event(entity, EventKind.ESTABLISHED, row.established_on, Status.ACTIVE, at=at, source=source)
    if row.status in EVENT_OF_STATE:
        _event(entity, EVENT_OF_STATE[row.status], row.status_on, row.status, at=at, source=source)
    if row.parent:
        Relation.objects.create(entity=entity, kind=RelationKind.PARENT, other_uscc=row.parent, source=source)
        resolve_relations()
    project([entity.pk])
    _tell(entity, EventKind.ESTABLISHED, row.established_on, by=by, at=at)
    return entity


def _fields(row: Row) -> dict[str, Any]:
    fields = row._asdict()
    return {name: fields[name] for name in fields if name not in ("uscc", "parent")}


@transaction.atomic
def change(*, code: str, cells: Mapping[str, str], on: date, by: str, at: datetime, source: str = "") -> Entity:
    """变更: new values for some of the cells; what was before stands in the event."""
    return _change(code, cells, EventKind.CHANGED, on=on, by=by, at=at, source=source)


@transaction.atomic
def migrate(*, code: str, division: str, address: str, organ: str, on: date, by: str, at: datetime, source: str = "") -> Entity:
    """迁移 (条例第27条): the entity comes under another registrar; code and history stay (law.md section 3)."""
    cells = {"division": division, "address": address, "organ": organ, "registrar": ""}
    return _change(code, cells, EventKind.MOVED_IN, on=on, by=by, at=at, source=source)


def _change(code: str, cells: Mapping[str, str], event: str, *, on: date, by: str, at: datetime, source: str) -> Entity:
    entity = _locked(code)
    status = _demand_order(entity, event, on, at)
    row = checked(_cells(entity) | dict(cells), at=at)
    changes = {
        f: [_said(getattr(entity, f)), _said(getattr(row, f))] for f in _CHANGEABLE if getattr(entity, f) != getattr(row, f)
    }
    if not changes and event == EventKind.CHANGED:
        raise WrongOrder("没有任何变化", remedy="请填写变更后的内容")
    for name in changes:
        setattr(entity, name, getattr(row, name))
    if entity.status != status:
        entity.status, entity.status_on = status, on
    entity.version += 1
    entity.save()
    if "name" in changes:
        parties.rename(party_id=entity.pk, name=entity.name)
    _event(entity, event, on, status, at=at, source=source, changes=changes)
    project([entity.pk])
    _tell(entity, event, on, by=by, at=at, changed=sorted(_LABELS.get(f, f) for f in changes))
    return entity


@transaction.atomic
def record_event(*, code: str, event: str, on: date, by: str, at: datetime, reason: str = "", source: str = "") -> Entity:
    """歇业, 恢复营业, 吊销, 撤销, 恢复登记, 清算, 注销, 迁出: events that change nothing but the state."""
    if event in (EventKind.CHANGED, EventKind.ESTABLISHED, EventKind.RESERVED, EventKind.RECORDED, EventKind.MOVED_IN):
        raise WrongOrder(f"“{EventKind(event).label}”须填写登记内容", remedy="请使用对应的登记功能")
    entity = _locked(code)
    entity.status, entity.status_on = _demand_order(entity, event, on, at), on
    entity.version += 1
    entity.save(update_fields=["status", "status_on", "version"])
    _event(entity, event, on, entity.status, at=at, source=source, changes={"reason": ["", reason]} if reason else None)
    project([entity.pk])
    _tell(entity, event, on, by=by, at=at, reason=reason)
    return entity


@transaction.atomic
def reserve_name(*, name: str, division: str, organ: str, by: str, at: datetime) -> Entity:
    """名称预留: a name is kept for somebody who will be established; it is in no search and has no code."""
    party = parties.add_party(name=tidy_name(name), identifiers={})
    entity = Entity.objects.create(
        party=party,
        name=party.name,
        kind="OTH",
        status=Status.RESERVED,
        status_on=legal_day(at),
        division=division,
        scope_code=organ,
        registrar=organ,
        address="",
    )
    _event(entity, EventKind.RESERVED, legal_day(at), Status.RESERVED, at=at, source="")
    _tell(entity, EventKind.RESERVED, legal_day(at), by=by, at=at)
    return entity


@transaction.atomic
def establish_reserved(*, entity_id: int, cells: Mapping[str, str], on: date, by: str, at: datetime) -> Entity:
    """设立 of an entity whose name was reserved: it gets its code and becomes visible."""
    entity = Entity.objects.select_for_update().filter(pk=entity_id).first()
    if entity is None:
        raise UnknownEntity("没有这条名称预留")
    _demand_order(entity, EventKind.ESTABLISHED, on, at)
    row = checked({"name": entity.name, **cells}, at=at)
    parties.add_identifiers(party_id=entity.pk, identifiers={"uscc": row.uscc}, since=on)
    for name, value in _fields(row).items():
        setattr(entity, name, value)
    entity.version += 1
    entity.save()
    _event(entity, EventKind.ESTABLISHED, on, Status.ACTIVE, at=at, source="")
    project([entity.pk])
    _tell(entity, EventKind.ESTABLISHED, on, by=by, at=at)
    return entity


@transaction.atomic
def lapse_reservation(*, entity_id: int, on: date, by: str, at: datetime) -> Entity:
    """预留失效: the time of a reservation is over."""
    entity = Entity.objects.select_for_update().filter(pk=entity_id).first()
    if entity is None:
        raise UnknownEntity("没有这条名称预留")
    entity.status, entity.status_on = _demand_order(entity, EventKind.LAPSED, on, at), on
    entity.save(update_fields=["status", "status_on"])
    _event(entity, EventKind.LAPSED, on, entity.status, at=at, source="")
    _tell(entity, EventKind.LAPSED, on, by=by, at=at)
    return entity


def _locked(code: str) -> Entity:
    entity = Entity.objects.select_for_update(no_key=True).filter(code=code).first() if code else None
    if entity is None:
        raise UnknownEntity("没有这个代码的主体", remedy="请核对统一社会信用代码")
    return entity


def _demand_order(entity: Entity, event: str, on: date, at: datetime) -> str:
    """The state after the event, or a refusal: neither before the last event, nor after today, nor out of order."""
    status = state_after(entity.status, event)
    if status is None:
        following = "、".join(str(EventKind(e).label) for e in possible(entity.status))
        raise WrongOrder(
            f"登记状态为“{Status(entity.status).label}”的主体不能“{EventKind(event).label}”",
            rule="主体生命周期次序",
            remedy=f"此状态下可以：{following}",
        )
    last = entity.events.order_by("-on", "-pk").values_list("on", flat=True).first()
    if last is not None and on < last:
        raise WrongOrder(f"日期早于上一事件（{last}）", remedy="请核对日期；补记更早的事件须由省级更正")
    if on > legal_day(at):
        raise WrongOrder("日期晚于今天")
    return status


def _cells(entity: Entity) -> dict[str, str]:
    """The entity as a row of a file would state it."""
    capital = "" if entity.capital_fen is None else f"{entity.capital_fen // 1_000_000}.{entity.capital_fen % 1_000_000:06d}"
    old = entity.registration_number
    return {
        "uscc": entity.code if entity.code != old else "",
        "registration_number": old,
        "name": entity.name,
        "kind": entity.kind,
        "established_on": _said(entity.established_on),
        "valid_until": _said(entity.valid_until),
        "capital": capital,
        "industry": entity.industry,
        "division": entity.division,
        "organ": entity.scope_code,
        "registrar": entity.registrar,
        "address": entity.address,
        "representative": entity.representative,
        "scope": entity.business_scope,
        "marker": entity.marker,
    }


def _said(value: object) -> str:
    return "" if value is None else str(value)


def _event(
    entity: Entity, kind: str, on: date, status: str, *, at: datetime, source: str, changes: dict[str, list[str]] | None = None
) -> None:
    LifecycleEvent.objects.create(entity=entity, kind=kind, on=on, status=status, changes=changes, at=at, source=source)


def _tell(entity: Entity, event: str, on: date, *, by: str, at: datetime, **more: Json) -> None:
    payload: dict[str, Json] = {"code": entity.code, "event": event, "on": on.isoformat(), "by": by, **more}
    note(f"legal_entities.{event}", f"entity:{entity.code or entity.pk}", payload, at=at, scope_code=entity.scope_code)
