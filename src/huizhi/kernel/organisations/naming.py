"""Names of divisions: the short forms in which people write them, the levels that their codes show, their pinyin."""

import re

from pypinyin import Style, lazy_pinyin

from huizhi.kernel.organisations.types import CODE_LENGTH, Level

# Suffixes of division names, longest first: 湘西土家族苗族自治州 is also written 湘西州 and 湘西.
_PEOPLES = re.compile(r"(?:土家族|苗族|侗族|瑶族|壮族|维吾尔|回族|各族)+(?=自治)")
_SUFFIX = re.compile(r"(?:特别行政区|自治区|自治州|自治县|地区|街道|省|市|州|县|区|乡|镇)$")
_ZONE = re.compile(r"^\d{4}7[1-9]$")


def short_forms(name: str) -> tuple[str, ...]:
    """Shorter ways to write a name; never shorter than two characters, never a form that the county below would share."""
    plain = _PEOPLES.sub("", name)
    forms = [plain] if plain != name else []
    if plain.endswith("自治州"):
        forms.append(plain.removesuffix("自治州") + "州")
    bare = _SUFFIX.sub("", plain)
    if len(bare) >= 2 and bare != plain:
        forms.append(bare)
    return tuple(dict.fromkeys(forms))


def level_of(code: str) -> Level:
    """The level that a division code of six or nine digits shows."""
    if len(code) == 9:
        return Level.STATION
    if code.endswith("0000"):
        return Level.PROVINCE
    return Level.PREFECTURE if code.endswith("00") else Level.COUNTY


def parent_of(code: str, known: frozenset[str]) -> str:
    """The code one level up; a county without prefecture (province-administered) belongs to its province."""
    level = level_of(code)
    if level is Level.PROVINCE:
        return ""
    if level is Level.STATION:
        return code[:6]
    prefecture = code[:4] + "00"
    return prefecture if level is Level.COUNTY and prefecture in known else code[:2] + "0000"


def is_zone(code: str) -> bool:
    """Whether a county code is one of the statistical codes of development zones (71 to 79)."""
    return bool(_ZONE.match(code))


def scope_of(division: str) -> str:
    """The scope code that an organ of this division gets when it is first entered in the tree."""
    return division[: CODE_LENGTH[level_of(division)]]


def pinyin_of(name: str) -> tuple[str, str]:
    """Full pinyin with spaces, and the initials."""
    syllables = lazy_pinyin(name, style=Style.NORMAL)
    return " ".join(syllables), "".join(s[0] for s in syllables if s)
