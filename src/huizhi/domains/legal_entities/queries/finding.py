"""查询主体: by code, name, initials or address, ranked the same way every time and equal to what reading every row would give.

The order of an answer: where the words stand in the name (an exact name and a beginning come first so), the length of the
name, whoever is in business before whoever has ended, the code. It is total: two searches never differ.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import OperationalError, connections, transaction
from django.db.models.functions import Substr

from huizhi.domains.legal_entities.choices import Kind, Status
from huizhi.domains.legal_entities.models import Entity, PublicEntity, SearchShelf
from huizhi.domains.legal_entities.search_text import (
    INITIALS,
    LONGEST_SHELVED,
    NAME,
    name_grams,
    place_grams,
    search_key,
    wanted_grams,
)
from huizhi.domains.legal_entities.types import QueryTooShort, TooBroad
from huizhi.kernel.access.services import alias_of, current_viewer
from huizhi.kernel.parties import queries as parties
from huizhi.lib.identifiers import normalise_code

DEEPEST = 200  # how far an answer can be paged: past it, more words find it sooner
ADDRESS, CODE = "a", "c"
MOST_ADDRESSES = 5000
_PATIENCE = 5000  # milliseconds
_CODE_LENGTHS = {18: "uscc", 15: "regno"}


@dataclass(frozen=True, slots=True)
class Hit:
    """One entity of an answer."""

    id: int
    code: str
    name: str
    kind: str
    status: str
    established_on: date | None
    industry: str
    division: str
    scope_code: str
    address: str
    representative: str

    @property
    def kind_label(self) -> str:
        return str(Kind(self.kind).label)

    @property
    def status_label(self) -> str:
        return str(Status(self.status).label)


@dataclass(frozen=True, slots=True)
class Answer:
    """The part of an answer that was asked for. `exact` says whether `total` was counted now or when the shelves were made."""

    hits: Sequence[Hit]
    total: int
    exact: bool
    by: str

    @property
    def reachable(self) -> int:
        """How many of the answer can be paged to."""
        return min(self.total, DEEPEST)


_HIT = (
    "entity_id",
    "code",
    "name",
    "kind",
    "status",
    "established_on",
    "industry",
    "division",
    "scope_code",
    "address",
    "representative",
)
_RANKED = """
select entity_id, count(*) over () from legal_entities_publicentity
where {grams} @> %(grams)s::int[] and strpos({key}, %(words)s) > 0 and left(scope_code, %(digits)s) = %(place)s{narrow}
order by strpos({key}, %(words)s), length(name_key), standing, code, entity_id limit %(deepest)s
"""
_MANY_ADDRESSES = """
select count(*) from (select 1 from legal_entities_publicentity
where address_grams @> %(grams)s::int[] and strpos(address_key, %(words)s) > 0
  and left(scope_code, %(digits)s) = %(place)s limit %(most)s) t
"""
_COLUMN = {NAME: ("grams", "name_key"), INITIALS: ("grams", "initials"), ADDRESS: ("address_grams", "address_key")}


def find(
    words: str,
    *,
    place: str = "",
    field: str = "",
    kinds: Sequence[str] = (),
    statuses: Sequence[str] = (),
    offset: int = 0,
    limit: int = 20,
) -> Answer:
    """Entities of a place ("" for all, else a scope code) that the words fit, best first.

    `field` "" finds out whether a code, initials or a name was meant; "a" searches addresses.
    """
    code = normalise_code(words)
    if not field and (found := _by_code(code, place)) is not None:
        return found
    key = search_key(words)
    field = field or (INITIALS if key.isascii() and not key.isdigit() and len(key) >= 3 else NAME)
    if len(key) < 2:
        raise QueryTooShort("请至少输入两个字（或三个拼音首字母）", remedy="例如“湘江”或“xjkj”")
    window = slice(offset, min(offset + limit, DEEPEST))
    if field == ADDRESS:
        _demand_few(key, place)
    elif not kinds and not statuses and len(key) <= LONGEST_SHELVED and len(place) <= 6:
        shelf = _shelf(place, field, key)
        if shelf is not None:
            return Answer(_hits(shelf.ids[window]), shelf.total, exact=False, by=field)
    ids, total = _ranked(field, key, place, kinds, statuses)
    return Answer(_hits(ids[window]), total, exact=True, by=field)


def _shelf(place: str, field: str, key: str) -> SearchShelf | None:
    where = place if len(place) >= 4 else ""
    return SearchShelf.objects.filter(place=where, field=field, gram=key).first()


def _ranked(field: str, key: str, place: str, kinds: Sequence[str], statuses: Sequence[str]) -> tuple[list[int], int]:
    """Every entity that fits, ranked by the database; the first DEEPEST of them and how many there are."""
    grams, column = _COLUMN[field]
    narrow = (" and kind = any(%(kinds)s)" if kinds else "") + (" and status = any(%(statuses)s)" if statuses else "")
    wanted = name_grams(key) if field == ADDRESS else wanted_grams(field, key)
    values: dict[str, Any] = _bounds(place) | {"words": key, "grams": _with_place(wanted, place), "deepest": DEEPEST}
    values |= {"kinds": list(kinds), "statuses": list(statuses)}
    statement = _RANKED.format(grams=grams, key=column, narrow=narrow)
    # Without filters a text that many names hold has a shelf, so what is left to rank is little.
    hurried = bool(narrow) or len(key) > LONGEST_SHELVED or len(place) > 6
    rows = _hurried(statement, values) if hurried else _asked(statement, values)
    return [row[0] for row in rows], (rows[0][1] if rows else 0)


def _asked(statement: str, values: dict[str, Any]) -> list[tuple[int, int]]:
    with connections[alias_of(current_viewer())].cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[int, int]] = cursor.fetchall()
        return rows


def _hurried(statement: str, values: dict[str, Any]) -> list[tuple[int, int]]:
    """The same with an end to patience."""
    alias = alias_of(current_viewer())
    try:
        with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
            cursor.execute("select set_config('statement_timeout', %s, true)", [str(_PATIENCE)])
            rows = _asked(statement, values)
            cursor.execute("set local statement_timeout to default")
            return rows
    except OperationalError as slow:
        raise TooBroad("符合条件的主体太多，无法在5秒内排序", remedy="请补充名称中的字、选择区县或去掉筛选") from slow


def _demand_few(key: str, place: str) -> None:
    values: dict[str, Any] = _bounds(place) | {
        "words": key,
        "grams": _with_place(name_grams(key), place),
        "most": MOST_ADDRESSES + 1,
    }
    with connections[alias_of(current_viewer())].cursor() as cursor:
        cursor.execute(_MANY_ADDRESSES, values)
        if cursor.fetchone()[0] > MOST_ADDRESSES:
            raise TooBroad(f"此地址有{MOST_ADDRESSES}家以上主体", remedy="请补充门牌号或选择区县")


def _with_place(grams: list[int], place: str) -> list[int]:
    """A place below the province is part of the index; it need not be looked up in every row."""
    places = place_grams(place) if len(place) in (4, 6, 9) else []
    return [*grams, *places[-1:]]


def _bounds(place: str) -> dict[str, Any]:
    """The place is found by its gram; the comparison is not meant to be indexed, or the planner would read both indexes."""
    return {"place": place, "digits": len(place)}


def _hits(ids: Sequence[int]) -> list[Hit]:
    found = {row[0]: Hit(*row) for row in PublicEntity.objects.filter(pk__in=list(ids)).values_list(*_HIT)}
    return [found[i] for i in ids if i in found]


def _by_code(code: str, place: str) -> Answer | None:
    """Whoever bears the code; None where the words are no code. A begun code finds the codes that begin so."""
    if not (code.isascii() and code.isalnum() and any(c.isdigit() for c in code)) or not 8 <= len(code) <= 18:
        return None
    ids = _bearers(code)
    if not ids and not code[:2].isdigit():
        return None
    inside = [hit for hit in _hits(ids) if hit.scope_code.startswith(place)]
    return Answer(inside, len(inside), exact=True, by=CODE)


def _bearers(code: str) -> list[int]:
    scheme = _CODE_LENGTHS.get(len(code))
    if scheme is not None:
        party = parties.party_with(scheme, code)
        return [] if party is None else [party]
    entities = Entity.objects.order_by("code").values_list("pk", flat=True)
    if len(code) == 9:
        return list(entities.alias(body=Substr("code", 9, 9)).filter(body=code)[:DEEPEST])
    return list(entities.filter(code__gte=code, code__lt=code + "~")[:DEEPEST])
