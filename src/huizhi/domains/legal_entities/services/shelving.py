"""The upkeep of shelves in the transaction of an act: whoever belongs into the head of an answer enters it, whoever left is gone.

A shelf is touched only when its ids change, so that registrations do not wait for one another at 有限公司.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.backends.utils import CursorWrapper

from huizhi.domains.legal_entities.models import PublicEntity, SearchShelf
from huizhi.domains.legal_entities.search_text import INITIALS, NAME, shelf_grams

DEPTH = 300  # ids on a full shelf: more than can be paged, so that some may leave before it is made again
SHALLOW = 200  # ids below which a shelf is taken down: ten pages of twenty. The index answers until the next making
_LOCK = 7_301_904

Place = tuple[str, str, str]  # place, field, gram
Order = tuple[int, int, int, str, int]  # position, length, standing, code, id


@dataclass(frozen=True, slots=True)
class Findable:
    """What places an entity in an answer."""

    id: int
    name_key: str
    initials: str
    scope_code: str
    standing: int
    code: str

    def shelves(self) -> set[Place]:
        """Every shelf that could hold it."""
        places = [self.scope_code[:n] for n in (0, 4, 6) if len(self.scope_code) >= n]
        texts = ((NAME, self.name_key), (INITIALS, self.initials))
        return {(place, field, gram) for field, key in texts for gram in shelf_grams(key) for place in places}

    def order(self, shelf: Place) -> Order | None:
        """Its place in the answer that the shelf begins, or None when it does not belong there."""
        place, field, gram = shelf
        key = self.name_key if field == NAME else self.initials
        position = key.find(gram)
        if position < 0 or not self.scope_code.startswith(place):
            return None
        return position, len(self.name_key), self.standing, self.code, self.id


def findable(ids: Iterable[int]) -> dict[int, Findable]:
    """What the projection says of these entities now."""
    fields = ("entity_id", "name_key", "initials", "scope_code", "standing", "code")
    return {row[0]: Findable(*row) for row in PublicEntity.objects.filter(pk__in=list(ids)).values_list(*fields)}


def hold_still(cursor: CursorWrapper) -> None:
    """Wait for acts under way and keep others from touching shelves until this transaction ends."""
    cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK])


def renew(*, entered: Sequence[int], left: Sequence[Findable], anywhere: Sequence[int] = ()) -> None:
    """Bring the shelves up to date: `entered` as the projection says now, `left` as it said before the act.

    `anywhere`: ids whose earlier place is not known; every shelf that holds one of them gives it up first.
    """
    if not entered and not left:
        return
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock_shared(%s)", [_LOCK])
    coming = findable(entered)
    known = _known([*left, *coming.values()])
    gone = _by_shelf(left, known)
    for holding, id_ in _holding(anywhere):
        gone[_place(holding)].add(id_)
        known[_place(holding)] = holding.pk
    new = _by_shelf(coming.values(), known)
    standing = list(SearchShelf.objects.filter(pk__in=[known[p] for p in set(gone) | set(new)]).order_by("pk"))
    lasts = findable(shelf.ids[-1] for shelf in standing)
    for found in standing:
        place = _place(found)
        comers = {i: coming[i] for i in new.get(place, set())}
        if _concerns(found, gone.get(place, set()), comers, lasts.get(found.ids[-1])):
            _renew_one(found.pk, gone.get(place, set()), comers)


def _known(entities: Sequence[Findable]) -> dict[Place, int]:
    """The shelves that exist and could hold one of these; for many entities all shelves there are."""
    fields = ("place", "field", "gram", "pk")
    if len(entities) > 200:
        return {(p, f, g): pk for p, f, g, pk in SearchShelf.objects.values_list(*fields)}
    wanted = {shelf for one in entities for shelf in one.shelves()}
    columns = [list(column) for column in zip(*wanted, strict=True)] if wanted else [[], [], []]
    found = SearchShelf.objects.raw(
        "select s.id, s.place, s.field, s.gram from legal_entities_searchshelf s"
        " join unnest(%s::text[], %s::text[], %s::text[]) as w(place, field, gram)"
        " on s.place = w.place and s.field = w.field and s.gram = w.gram",
        columns,
    )
    return {_place(shelf): shelf.pk for shelf in found}


def _by_shelf(entities: Iterable[Findable], known: dict[Place, int]) -> dict[Place, set[int]]:
    gathered: dict[Place, set[int]] = defaultdict(set)
    if known:
        for one in entities:
            for shelf in one.shelves() & known.keys():
                gathered[shelf].add(one.id)
    return gathered


def _place(shelf: SearchShelf) -> Place:
    return shelf.place, shelf.field, shelf.gram


def _holding(ids: Sequence[int]) -> list[tuple[SearchShelf, int]]:
    if not ids:
        return []
    wanted = set(ids)
    holding = SearchShelf.objects.filter(ids__overlap=list(ids))
    return [(shelf, i) for shelf in holding for i in shelf.ids if i in wanted]


def _renew_one(pk: int, gone: set[int], coming: dict[int, Findable]) -> None:
    shelf = SearchShelf.objects.select_for_update(no_key=True).filter(pk=pk).first()
    if shelf is None:
        return
    place = _place(shelf)
    stay = [i for i in shelf.ids if i not in gone and i not in coming]
    orders = {i: order for i, f in (findable(stay) | coming).items() if (order := f.order(place)) is not None}
    last = max((orders[i] for i in stay if i in orders), default=None)
    # Beyond the last one stand others who are on no shelf, so only whoever comes before it may enter.
    known = [i for i in stay if i in orders] + [i for i in coming if i in orders and last is not None and orders[i] < last]
    ids = sorted(known, key=orders.__getitem__)[:DEPTH]
    if len(ids) < SHALLOW:
        shelf.delete()
    elif ids != shelf.ids:
        SearchShelf.objects.filter(pk=pk).update(ids=ids)


def _concerns(shelf: SearchShelf, gone: set[int], coming: dict[int, Findable], last: Findable | None) -> bool:
    """Whether the shelf's ids change: somebody on it leaves or moves, or somebody comes before its last one."""
    if not gone.isdisjoint(shelf.ids) or not coming.keys().isdisjoint(shelf.ids):
        return True
    end = last.order(_place(shelf)) if last else None
    orders = [o for f in coming.values() if (o := f.order(_place(shelf))) is not None]
    return end is None or any(o < end for o in orders)
