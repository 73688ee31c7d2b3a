"""The keys of a name."""

import unicodedata
from importlib.metadata import version
from typing import NamedTuple

from huizhi.lib.pinyin.tables import Tables, tables

VERSION = f"1/{version('pypinyin')}"  # the first number changes when `readings` or `tables` change what comes out


class Keys(NamedTuple):
    """What is stored beside a name."""

    initials: str
    sort_key: str


def keys(name: str) -> Keys:
    """Both keys of a firm's or a place's name."""
    known = tables()
    read = _read(_folded(name), known)
    return Keys(read.translate(known.initials), read.translate(known.sorting))


def person_keys(name: str) -> Keys:
    """Both keys of a person's name: the surname is read as a surname."""
    known = tables()
    folded = _folded(name)
    signed = known.surnames.get(folded[:2]) or known.surnames.get(folded[:1], "")
    read = signed + _read(folded[len(signed) :], known, trade=False)
    return Keys(read.translate(known.initials), read.translate(known.sorting))


def initials(name: str) -> str:
    """First letter of each character, Latin letters and digits as they are: 长沙A8机械 is `csa8jx`.

    A character that no dictionary knows stands for itself, so that the others keep their places.
    """
    known = tables()
    return _read(_folded(name), known).translate(known.initials)


def sort_key(name: str) -> str:
    """Orders names in a C collation: by syllable, tone and character, one after the other; digits before letters."""
    known = tables()
    return _read(_folded(name), known).translate(known.sorting)


def spelled(name: str) -> str:
    """The name in plain letters without tones: 长沙 is `changsha`, 旅行 is `lvxing`."""
    known = tables()
    return _read(_folded(name), known).translate(known.spelled)


def _folded(name: str) -> str:
    """Half width, lower case."""
    return unicodedata.normalize("NFKC", name).lower()


def _read(text: str, known: Tables, *, trade: bool = True) -> str:
    """The text with a sign for every character that is not read in its first way here."""
    if known.several.isdisjoint(text):
        return text
    out = list(text)
    for place, character in enumerate(text):
        if character in known.several:
            out[place] = _reading_at(text, place, character, known, trade)
    return "".join(out)


def _reading_at(text: str, place: int, character: str, known: Tables, trade: bool) -> str:
    for before, after, table in known.windows[character]:
        if before <= place:
            found = table.get(text[place - before : place + after])
            if found is not None:
                return found
    if trade and character == "行" and (place + 1 == len(text) or text[place + 1] == "("):
        return known.trade_end  # a shop called 某某行 is a trade, read háng
    return character
