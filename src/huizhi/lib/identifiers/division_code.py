"""行政区划代码: the shape of a GB/T 2260 code. Which codes exist in which year is a table of the organisations room."""

from dataclasses import dataclass
from enum import StrEnum

from huizhi.lib.identifiers.refusals import RegionUnknown, demand_alphabet, demand_length

NAME = "行政区划代码"
RULE = "GB/T 2260"
DIGITS = frozenset("0123456789")

# First two digits: 31 provinces and their equals, 台湾 71, 香港 81, 澳门 82.
_NORTH = "11 12 13 14 15 21 22 23"
_EAST_AND_SOUTH = "31 32 33 34 35 36 37 41 42 43 44 45 46"
_WEST = "50 51 52 53 54 61 62 63 64 65"
PROVINCES = frozenset(f"{_NORTH} {_EAST_AND_SOUTH} {_WEST} 71 81 82".split())


class DivisionLevel(StrEnum):
    """How far down a six-digit code reaches."""

    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"


@dataclass(frozen=True, slots=True)
class DivisionCode:
    """Six digits: two for the province, two for the prefecture, two for the county."""

    text: str
    level: DivisionLevel

    @property
    def province(self) -> str:
        """Code of the province it lies in."""
        return self.text[:2] + "0000"

    @property
    def prefecture(self) -> str | None:
        """Code of the prefecture it lies in; None for a province."""
        return None if self.level is DivisionLevel.PROVINCE else self.text[:4] + "00"

    @property
    def parent(self) -> str | None:
        """Code one level up; None for a province."""
        if self.level is DivisionLevel.COUNTY:
            return self.prefecture
        return self.province if self.level is DivisionLevel.PREFECTURE else None


def parse_division_code(text: str) -> DivisionCode:
    """Read six digits, or refuse. The shape says nothing of whether the division exists on a given day."""
    demand_length(text, 6, identifier=NAME, rule=RULE)
    demand_alphabet(text, DIGITS, identifier=NAME, rule=RULE)
    if text[:2] not in PROVINCES:
        raise RegionUnknown(f"{NAME}第1至2位“{text[:2]}”不是省级区划", identifier=NAME, rule=RULE, position=1)
    prefecture, county = text[2:4], text[4:6]
    if prefecture == "00" and county != "00":
        raise RegionUnknown(f"{NAME}第3至4位为“00”时第5至6位也应为“00”", identifier=NAME, rule=RULE, position=5)
    if prefecture == "00":
        return DivisionCode(text, DivisionLevel.PROVINCE)
    return DivisionCode(text, DivisionLevel.PREFECTURE if county == "00" else DivisionLevel.COUNTY)


def demand_region(digits: str, *, identifier: str, rule: str, first: int, also: frozenset[str] = frozenset()) -> None:
    """Refuse six digits of a longer code that lie in no province; `also` lists further heads which that code allows."""
    if digits[:2] not in PROVINCES and digits[:2] not in also:
        raise RegionUnknown(
            f"{identifier}第{first}至{first + 1}位“{digits[:2]}”不是省级区划",
            identifier=identifier,
            rule=rule,
            position=first,
        )
