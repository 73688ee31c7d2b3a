"""What searches compare: normalised keys, grams, and the order of answers. Pure; docs/adr on search says why.

A gram is two neighbouring characters of a name (three of its initials) packed into one integer; a place is its code. Two
different texts may share an integer: a search always compares the text itself as well, so that costs time, never truth.
"""

import sys
from array import array
from functools import lru_cache

from huizhi.domains.legal_entities.choices import Status
from huizhi.lib.names import search_key
from huizhi.lib.pinyin import initials

__all__ = ["STANDING", "initials_of", "name_grams", "place_grams", "places_of", "search_key", "shelf_grams", "wanted_grams"]

LONGEST_SHELVED = 8  # characters of a text that may have a shelf
NAME, INITIALS = "n", "p"

# Whoever is in business comes before whoever has ended, where all else is equal.
STANDING: dict[str, int] = {
    Status.ACTIVE: 0,
    Status.DORMANT: 1,
    Status.LIQUIDATING: 2,
    Status.MOVED: 3,
    Status.REVOKED: 4,
    Status.ANNULLED: 5,
    Status.CLOSED: 6,
}


def initials_of(name_key: str) -> str:
    """First letters of a normalised name."""
    return initials(name_key)


def name_grams(key: str) -> list[int]:
    """Every pair of neighbouring characters: two UTF-16 units read as one number. A pair that recurs may recur here."""
    units = key.encode("utf-16-be")
    pairs = array("i", units[: len(units) // 4 * 4])
    pairs.frombytes(units[2 : 2 + (len(units) - 2) // 4 * 4])
    if sys.byteorder == "little":
        pairs.byteswap()
    return pairs.tolist()


def initials_grams(key: str) -> list[int]:
    """Every three neighbouring letters."""
    units = key.encode("utf-8", "replace")
    return [a << 16 | b << 8 | c for a, b, c in zip(units, units[1:], units[2:], strict=False)]


def places_of(scope_code: str) -> list[str]:
    """The places a scope code lies in below the province: prefecture, county, station."""
    return [scope_code[:n] for n in (4, 6, 9) if len(scope_code) >= n]


@lru_cache(maxsize=65536)
def place_grams(scope_code: str) -> list[int]:
    """The same as integers."""
    return [int(place) for place in places_of(scope_code)]


def wanted_grams(field: str, key: str) -> list[int]:
    """The grams that every answer to this search holds."""
    return initials_grams(key) if field == INITIALS else name_grams(key)


def shelf_grams(key: str) -> set[str]:
    """Every text within a key that could have a shelf."""
    return {key[i : i + n] for n in range(2, LONGEST_SHELVED + 1) for i in range(len(key) - n + 1)}
