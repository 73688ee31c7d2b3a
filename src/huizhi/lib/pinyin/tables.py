"""The tables behind the keys, built once from pypinyin's dictionaries and `readings`.

A character in a reading that is not its first is written as one private-use character, so that the outputs stay plain
`str.translate` mappings: 银行 becomes 银 and the sign that stands for 行 read háng.
"""

import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

from huizhi.lib.names import Letters
from huizhi.lib.pinyin.readings import CHARACTERS, NOT_WORDS, PLACES, STEADY, SURNAMES, WORDS

_TONES = {0x0304: "1", 0x0301: "2", 0x030C: "3", 0x0300: "4"}
_FIRST_SIGN = 0xF0000  # a private-use plane: no name holds these
_RANKS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_REST = "~"

Window = tuple[int, int, dict[str, str]]  # characters before, characters from here on, phrase -> phrase with signs


@dataclass(frozen=True, slots=True)
class Tables:
    """All that `keys` looks up."""

    initials: Letters
    spelled: Letters
    sorting: Letters
    windows: dict[str, tuple[Window, ...]]
    several: frozenset[str]  # characters that look at their neighbours
    surnames: dict[str, str]  # surname -> surname with signs
    trade_end: str  # 行 read háng


@cache
def numbered(syllable: str) -> str:
    """`cháng` as `chang2`; the neutral tone is 5, ü is v."""
    tone = "5"
    letters: list[str] = []
    for character in unicodedata.normalize("NFD", syllable):
        point = ord(character)
        if point in _TONES:
            tone = _TONES[point]
        elif point == 0x0308:
            letters[-1] = "v"
        elif character.isascii():
            letters.append(character)
    return "".join(letters) + tone


class _Builder:
    def __init__(self) -> None:
        self.first = {chr(point): numbered(listed.split(",", 1)[0]) for point, listed in PINYIN_DICT.items()}
        self.first.update(CHARACTERS)
        self.signs: dict[tuple[str, str], str] = {}
        self.phrases: dict[str, str] = {}

    def sign(self, character: str, reading: str) -> str:
        """The character itself in its first reading, else its sign for this one."""
        if reading == self.first.get(character) or reading.endswith("5") or character in STEADY:
            return character
        return self.signs.setdefault((character, reading), chr(_FIRST_SIGN + len(self.signs)))

    def signed(self, phrase: str, readings: list[str]) -> str:
        return "".join(map(self.sign, phrase, readings))

    def table(self, given: dict[str, str]) -> dict[str, str]:
        return {phrase: self.signed(phrase, readings.split()) for phrase, readings in given.items()}

    def dictionary(self) -> dict[str, str]:
        """Words of two and three characters; longer ones are sayings, which no name needs."""
        return {
            phrase: self.signed(phrase, [numbered(one[0]) for one in readings])
            for phrase, readings in PHRASES_DICT.items()
            if 2 <= len(phrase) <= 3 and len(readings) == len(phrase) and phrase not in NOT_WORDS
        }

    def readings(self) -> dict[str, str]:
        """Each character and sign with its reading."""
        return self.first | {sign: reading for (_, reading), sign in self.signs.items()}


def _windows(several: frozenset[str], words: dict[str, str], places: dict[str, str]) -> dict[str, tuple[Window, ...]]:
    """For each character with several readings: where to look, in order: places, longer words, words that it begins."""
    found: dict[str, dict[tuple[int, int, int, int], dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    for rank, table in enumerate((places, words)):
        for phrase, signed in table.items():
            for before, character in enumerate(phrase):
                if character in several:
                    after = len(phrase) - before
                    found[character][rank, -len(phrase), before, after][phrase] = signed[before]
    return {
        character: tuple((before, after, table) for (_, _, before, after), table in sorted(shapes.items()))
        for character, shapes in found.items()
    }


def _ranked(readings: dict[str, str], plain: dict[str, str]) -> dict[str, str]:
    """Each character's reading with its place among those that sound alike, so that one character's names stay together."""
    alike: dict[str, list[tuple[bytes, str, str]]] = defaultdict(list)
    for sign, reading in readings.items():
        character = plain.get(sign, sign)
        alike[reading].append((_national_order(character), character, sign))
    keys: dict[str, str] = {}
    for reading, signs in alike.items():
        for place, (_, _, sign) in enumerate(sorted(signs)):
            keys[sign] = reading + (_RANKS[place] if place < len(_RANKS) else _REST)
    return keys


def _national_order(character: str) -> bytes:
    """Order of GB 2312, whose first level holds the common characters; others come after."""
    try:
        return character.encode("gb2312")
    except UnicodeEncodeError:
        return b"\xff"


@cache
def tables() -> Tables:
    """Built at first use, in about half a second."""
    builder = _Builder()
    places = builder.table(PLACES)
    words = builder.dictionary() | builder.table(WORDS)
    surnames = builder.table(SURNAMES)
    trade_end = builder.sign("行", "hang2")
    readings = builder.readings()
    plain = {sign: character for (character, _reading), sign in builder.signs.items()}
    several = frozenset(c for phrase, signed in (places | words).items() for c, s in zip(phrase, signed, strict=True) if c != s)
    outputs = Letters(), Letters(), Letters()
    for character, key in _ranked(readings, plain).items():
        point = ord(character)
        outputs[0][point], outputs[1][point], outputs[2][point] = key[0], key[:-2], key
    return Tables(*outputs, _windows(several, words, places), several, surnames, trade_end)
