"""Answers about parties: who is who, which codes they bear, what is said about them and by whom."""

from django.db import connection
from django.db.models import Count, Q

from huizhi.kernel.parties.models import Fact, Identifier, Judgement, Merge, Party, PublicFact, UnmatchedFact
from huizhi.kernel.parties.types import MatchRate, ToldFact

_GROUP = """
with recursive held as (
  select kept_id a, other_id b from parties_merge where parted_at is null
), component(party) as (
  select %s::bigint
  union
  select case when held.a = component.party then held.b else held.a end
  from component join held on component.party in (held.a, held.b)
)
select party from component order by party
"""


def canonical_of(party_id: int) -> int:
    """The party that speaks for this one."""
    found = Party.objects.filter(pk=party_id).values_list("canonical_id", flat=True).first()
    return found if found is not None else party_id


def group_of(party_id: int) -> list[int]:
    """All parties that are held to be this one, itself included."""
    with connection.cursor() as cursor:
        cursor.execute(_GROUP, [party_id])
        return [row[0] for row in cursor.fetchall()]


def party_with(scheme: str, value: str) -> int | None:
    """The party that bears this code, or None. It may be merged into another: see `canonical_of`."""
    return Identifier.objects.filter(scheme=scheme, value=value).values_list("party_id", flat=True).first()


def identifiers_of(party_ids: list[int]) -> list[Identifier]:
    """Every code of these parties."""
    return list(Identifier.objects.filter(party_id__in=party_ids).order_by("party_id", "scheme", "value"))


def merges_of(party_ids: list[int]) -> list[Merge]:
    """Every merge that concerns these parties, taken back or not, newest first."""
    concerns = Q(kept_id__in=party_ids) | Q(other_id__in=party_ids)
    return list(Merge.objects.filter(concerns).select_related("kept", "other").order_by("-pk"))


def judgements_on(merge_ids: list[int]) -> list[Judgement]:
    """Who judged and why, as far as the open scope shows it."""
    return list(Judgement.objects.filter(merge_id__in=merge_ids).order_by("pk"))


def facts_of(party_ids: list[int], *, kind: str = "", limit: int = 200) -> list[ToldFact]:
    """Facts about these parties that the open scope shows, newest first: all public ones, and the others in scope."""
    in_scope = Fact.objects.filter(party_id__in=party_ids)
    in_scope = in_scope.filter(kind=kind) if kind else in_scope
    found = {fact.pk: _told(fact) for fact in in_scope.order_by("-on", "-pk")[:limit]}
    for public in public_facts_of(party_ids, kind=kind, limit=limit):
        found.setdefault(public.id, public)
    return sorted(found.values(), key=lambda f: (f.on, f.id), reverse=True)[:limit]


def public_facts_of(party_ids: list[int], *, kind: str = "", limit: int = 200) -> list[ToldFact]:
    """Facts about these parties that anybody may read, newest first."""
    found = PublicFact.objects.filter(party_id__in=party_ids)
    found = found.filter(kind=kind) if kind else found
    return [
        ToldFact(f.pk, f.party_id, f.kind, f.value, f.source, f.on, "public", f.reference, f.at)
        for f in found.order_by("-on", "-pk")[:limit]
    ]


def _told(f: Fact) -> ToldFact:
    return ToldFact(f.pk, f.party_id, f.kind, f.value, f.source, f.on, f.visibility, f.reference, f.at)


def waiting_facts(*, after: int = 0, limit: int = 50, source: str = "") -> list[UnmatchedFact]:
    """A page of the queue in scope, oldest first; `after` is the id of the last one of the page before."""
    found = UnmatchedFact.objects.filter(state=UnmatchedFact.State.WAITING, pk__gt=after)
    return list((found.filter(source=source) if source else found).order_by("pk")[:limit])


def unmatched_fact(unmatched_id: int) -> UnmatchedFact | None:
    """One fact of the queue, or None where there is none in scope."""
    return UnmatchedFact.objects.filter(pk=unmatched_id).first()


def match_rates() -> list[MatchRate]:
    """By source: how many facts found their party, in the open scope."""
    direct = dict(Fact.objects.values_list("source").annotate(n=Count("pk")))
    queue: dict[str, dict[str, int]] = {}
    for source, state, n in UnmatchedFact.objects.values_list("source", "state").annotate(n=Count("pk")):
        queue.setdefault(source, {})[state] = n
    return [
        MatchRate(s, direct.get(s, 0), queue.get(s, {}).get("waiting", 0), queue.get(s, {}).get("dismissed", 0))
        for s in sorted(set(direct) | set(queue))
    ]
