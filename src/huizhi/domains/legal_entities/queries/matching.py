"""Whose fact it may be: candidates for a name that a source has written its own way."""

from dataclasses import dataclass

from huizhi.domains.legal_entities.queries.finding import Hit, find
from huizhi.domains.legal_entities.search_text import NAME, search_key
from huizhi.domains.legal_entities.types import QueryTooShort, TooBroad
from huizhi.kernel.parties import queries as parties
from huizhi.lib.identifiers import is_uscc, normalise_code

_WINDOW = 4  # characters of a name that are looked up when the whole is not found
_MOST_WINDOWS = 12


@dataclass(frozen=True, slots=True)
class Candidate:
    """One entity that may be meant; `per_mille` is how much of the two names agrees (shared pairs of characters)."""

    hit: Hit
    per_mille: int
    same_place: bool


def certain(name: str, code: str, division: str) -> int | None:
    """The party that is meant beyond doubt: by code, or as the only one of exactly that name (there, if a place is given).

    Of 1,108,130 real register names 21 belong to two codes, so an exact full name is almost a key.
    """
    written = normalise_code(code)
    if is_uscc(written):
        return parties.party_with("uscc", written)
    key = search_key(name)
    if len(key) < 4:
        return None
    same = [hit for hit in _found(key, division) if search_key(hit.name) == key]
    return same[0].id if len(same) == 1 else None


def candidates(name: str, code: str, division: str, *, limit: int = 10) -> list[Candidate]:
    """Entities whose names agree most with the stated one, best first."""
    key = search_key(name)
    hits: dict[int, Hit] = {}
    written = normalise_code(code)
    if len(written) >= 8:
        hits |= {hit.id: hit for hit in find(written, limit=limit).hits}
    hits |= {hit.id: hit for hit in _found(key, "")}
    for start in range(min(len(key) - _WINDOW + 1, _MOST_WINDOWS)):
        if len(hits) >= 60:
            break
        hits |= {hit.id: hit for hit in _found(key[start : start + _WINDOW], division[:6])}
    ranked = [Candidate(h, agreement(key, search_key(h.name)), bool(division) and h.division == division) for h in hits.values()]
    return sorted(ranked, key=lambda c: (-c.per_mille, not c.same_place, c.hit.code))[:limit]


def agreement(one: str, two: str) -> int:
    """Shared pairs of neighbouring characters among all of both, in a thousand (Dice)."""
    first, second = _pairs(one), _pairs(two)
    both = len(first) + len(second)
    return 2000 * len(first & second) // both if both else 0


def _pairs(key: str) -> set[str]:
    return {key[i : i + 2] for i in range(len(key) - 1)}


def _found(key: str, place: str) -> list[Hit]:
    try:
        return list(find(key, place=place, field=NAME).hits)
    except (QueryTooShort, TooBroad):
        return []
