"""Acts on parties: codes, merges and their taking back, facts and the queue of facts that match nobody."""

from datetime import date, datetime

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from huizhi.kernel.ledger.services import note
from huizhi.kernel.parties import queries
from huizhi.kernel.parties.models import Fact, Identifier, Judgement, Merge, Party, PublicFact, UnmatchedFact
from huizhi.kernel.parties.types import (
    AlreadyOne,
    AlreadyParted,
    AlreadySettled,
    CodeTaken,
    NewFact,
    PartyKind,
    ReasonMissing,
    UnknownParty,
    Visibility,
)
from huizhi.lib.jcs import Json

_COMPONENT = """
with recursive held as (
  select kept_id a, other_id b, id from parties_merge where parted_at is null
), component(party) as (
  select %s::bigint
  union
  select case when held.a = component.party then held.b else held.a end
  from component join held on component.party in (held.a, held.b)
)
select party, (select held.a from held where held.a in (select party from component)
               or held.b in (select party from component) order by held.id desc limit 1)
from component
"""


@transaction.atomic
def add_party(*, name: str, kind: str = PartyKind.ORGANISATION, identifiers: dict[str, str], since: date | None = None) -> Party:
    """A new party with its codes; refuses when a code belongs to another one."""
    party = Party.objects.create(kind=kind, name=name)
    add_identifiers(party_id=party.pk, identifiers=identifiers, since=since)
    return party


@transaction.atomic
def add_identifiers(*, party_id: int, identifiers: dict[str, str], since: date | None = None) -> None:
    """Codes that a party has got; refuses one that belongs to another party."""
    for scheme, value in identifiers.items():
        if Identifier.objects.filter(scheme=scheme, value=value).exists():
            raise CodeTaken(f"代码 {value} 已属于另一主体", rule="一主体一代码", remedy="请核对代码，或在合并页面归并")
    Identifier.objects.bulk_create(
        Identifier(party_id=party_id, scheme=scheme, value=value, since=since) for scheme, value in identifiers.items()
    )


_PARTIES = "insert into parties_party (id, kind, name) select id, 'org', name from {stage}"
_USCC = """
insert into parties_identifier (party_id, scheme, value, since)
select id, 'uscc', uscc, established_on from {stage} where uscc <> ''
"""
_REGISTRATION_NUMBERS = """
insert into parties_identifier (party_id, scheme, value, since)
select id, 'regno', registration_number, established_on from {stage} where registration_number <> ''
"""


def take_in(cursor: CursorWrapper, *, relation: str) -> None:
    """Organisations with their codes, as one set, from a staging relation of the caller's transaction.

    Its columns: id (from the sequence of parties), name, uscc, registration_number, established_on. The bulk load that
    calls this writes one note for all of them.
    """
    for statement in (_PARTIES, _USCC, _REGISTRATION_NUMBERS):
        cursor.execute(statement.format(stage=connection.ops.quote_name(relation)))


def rename(*, party_id: int, name: str) -> None:
    """The register's name of a party has changed; who changed it is told by the register."""
    Party.objects.filter(pk=party_id).update(name=name)


@transaction.atomic
def merge(*, kept: int, other: int, reason: str, by: str, at: datetime, scope_code: str) -> Merge:
    """Judge that `other` is the same party as `kept`. Nothing is moved: what is known of either stays where it is."""
    _demand_reason(reason)
    _lock_both(kept, other)
    if queries.canonical_of(kept) == queries.canonical_of(other):
        raise AlreadyOne("两个主体已经归并为一", remedy="请查看该主体的标识与合并记录")
    edge = Merge.objects.create(kept_id=kept, other_id=other, merged_at=at)
    Judgement.objects.create(merge=edge, same=True, reason=reason, by=by, at=at, scope_code=scope_code)
    _settle(kept)
    _tell("parties.merged", edge, reason=reason, by=by, at=at, scope_code=scope_code)
    return edge


@transaction.atomic
def part(*, merge_id: int, reason: str, by: str, at: datetime, scope_code: str) -> Merge:
    """Take a merge back: both sides are again exactly what they were, as far as other merges leave them apart."""
    _demand_reason(reason)
    edge = Merge.objects.filter(pk=merge_id).first()
    if edge is None:
        raise UnknownParty("没有这条归并记录")
    _lock_both(edge.kept_id, edge.other_id)
    edge.refresh_from_db()
    if edge.parted_at is not None:
        raise AlreadyParted("这条归并已经拆分")
    edge.parted_at = at
    edge.save(update_fields=["parted_at"])
    Judgement.objects.create(merge=edge, same=False, reason=reason, by=by, at=at, scope_code=scope_code)
    _settle(edge.kept_id)
    _settle(edge.other_id)
    _tell("parties.parted", edge, reason=reason, by=by, at=at, scope_code=scope_code)
    return edge


def _demand_reason(reason: str) -> None:
    if len(reason.strip()) < 4:
        raise ReasonMissing("请写明判断理由（不少于4个字）", rule="归并和拆分须可复核")


def _lock_both(one: int, two: int) -> None:
    """Whoever judges on overlapping groups waits here: every group is locked as a whole, in the order of the numbers."""
    members = {p for party in (one, two) for p in queries.group_of(party)} | {one, two}
    found = list(Party.objects.select_for_update(no_key=True).filter(pk__in=members).order_by("pk").values_list("pk", flat=True))
    for party in (one, two):
        if party not in found:
            raise UnknownParty("没有这个主体", remedy="请核对后重试")


def _settle(party: int) -> None:
    """Let `canonical` follow from the edges that hold: the one kept by the newest of them speaks for its group."""
    with connection.cursor() as cursor:
        cursor.execute(_COMPONENT, [party])
        rows = cursor.fetchall()
    head = rows[0][1]
    members = [row[0] for row in rows]
    Party.objects.filter(pk__in=members).exclude(pk=head).update(canonical_id=head)
    Party.objects.filter(pk=head if head is not None else party).update(canonical_id=None)


def _tell(kind: str, edge: Merge, *, reason: str, by: str, at: datetime, scope_code: str) -> None:
    payload: dict[str, Json] = {"merge": edge.pk, "kept": edge.kept_id, "other": edge.other_id, "reason": reason, "by": by}
    note(kind, f"party:{edge.kept_id}", payload, at=at, scope_code=scope_code)


@transaction.atomic
def record_fact(*, party_id: int, fact: NewFact, by: str, at: datetime) -> Fact:
    """Put a fact under the party it is about; a public one is projected in the same transaction."""
    public = fact.visibility == Visibility.PUBLIC
    kept = Fact.objects.create(
        party_id=party_id,
        own_party_id=None if fact.visibility == Visibility.OFFICIAL else party_id,
        kind=fact.kind,
        value=fact.value,
        source=fact.source,
        on=fact.on,
        visibility=fact.visibility,
        reference=fact.reference,
        at=at,
        scope_code=fact.scope_code,
    )
    if public:
        PublicFact.objects.create(
            fact=kept,
            party_id=party_id,
            kind=fact.kind,
            value=fact.value,
            source=fact.source,
            on=fact.on,
            reference=fact.reference,
            at=at,
        )
    payload: dict[str, Json] = {"fact": kept.pk, "party": party_id, "kind": fact.kind, "source": fact.source, "by": by}
    note("parties.fact_recorded", f"party:{party_id}", payload, at=at, scope_code=fact.scope_code)
    return kept


@transaction.atomic
def queue_fact(*, fact: NewFact, name: str, code: str, division: str, why: str, at: datetime) -> UnmatchedFact:
    """Keep a fact whose party is not certain, until somebody decides."""
    return UnmatchedFact.objects.create(
        stated_name=name,
        stated_code=code,
        stated_division=division,
        why=why,
        kind=fact.kind,
        value=fact.value,
        source=fact.source,
        on=fact.on,
        visibility=fact.visibility,
        reference=fact.reference,
        at=at,
        scope_code=fact.scope_code,
    )


@transaction.atomic
def match_fact(*, unmatched_id: int, party_id: int, by: str, at: datetime) -> Fact:
    """Somebody has decided whose fact it is."""
    waiting = _take(unmatched_id)
    if not Party.objects.filter(pk=party_id).exists():
        raise UnknownParty("没有这个主体", remedy="请重新选择候选主体")
    fact = NewFact(
        kind=waiting.kind,
        value=waiting.value,
        source=waiting.source,
        on=waiting.on,
        visibility=waiting.visibility,
        scope_code=waiting.scope_code,
        reference=waiting.reference,
    )
    kept = record_fact(party_id=party_id, fact=fact, by=by, at=at)
    UnmatchedFact.objects.filter(pk=waiting.pk).update(state=UnmatchedFact.State.MATCHED, fact=kept, settled_by=by, settled_at=at)
    return kept


@transaction.atomic
def dismiss_fact(*, unmatched_id: int, reason: str, by: str, at: datetime) -> None:
    """Somebody has decided that the fact belongs to no party of the register."""
    _demand_reason(reason)
    waiting = _take(unmatched_id)
    UnmatchedFact.objects.filter(pk=waiting.pk).update(
        state=UnmatchedFact.State.DISMISSED, reason=reason, settled_by=by, settled_at=at
    )
    payload: dict[str, Json] = {"unmatched": waiting.pk, "reason": reason, "by": by}
    note("parties.fact_dismissed", f"unmatched:{waiting.pk}", payload, at=at, scope_code=waiting.scope_code)


def _take(unmatched_id: int) -> UnmatchedFact:
    waiting = UnmatchedFact.objects.select_for_update().filter(pk=unmatched_id).first()
    if waiting is None:
        raise UnknownParty("没有这条待匹配事实")
    if waiting.state != UnmatchedFact.State.WAITING:
        raise AlreadySettled("这条事实已经处理", remedy="请刷新列表")
    return waiting
