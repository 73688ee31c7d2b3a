"""The demo's entities: row n of a seed is always the same row, so a file of any length can be made in parts and streamed.

Invented throughout: codes begin their body with “DE”, which no registrar issues, and every row carries the mark 演示.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from huizhi.demo.stream import Choice, Dice, key_of
from huizhi.demo.words import Industry, choice, proportions, surnames, words
from huizhi.lib.identifiers.organisation_code import organisation_check
from huizhi.lib.identifiers.registration_number import registration_check
from huizhi.lib.identifiers.uscc import ALPHABET, uscc_check

MARKER = "演示"
FIRST_PLACES = ("430102", "430211")  # two counties of different prefectures, in which the demo's accounts sit
FIRST_ROWS = 40  # rows that lie there, all in business; the first of each place is a company
SEEN_TWICE = {40: 0, 41: 1, 42: 2, 43: 3}  # rows that are an earlier one again, under an old number and no unified code
LAST_DAY = date(2025, 12, 31)
_BODIES = 31**6
_SCATTER = 416_237_171  # coprime to 31: neighbouring rows get codes far apart
_KINDS_OF_ENTERPRISES = Choice({"LTD": 880, "SOLE": 45, "PART": 20, "JSC": 8, "NCE": 7, "BR": 40})
_KINDS_OF_PUBLIC_BODIES = Choice({"INST": 75, "ORG": 25})
_KINDS_OF_OTHERS = Choice({"PNE": 60, "RCO": 38, "FDN": 2})
_HEADS = {"SELF": "92", "COOP": "93", "INST": "12", "ORG": "11", "SOC": "51", "PNE": "52", "FDN": "53", "RCO": "N2"}
_FORMS = {
    "LTD": "有限公司",
    "JSC": "股份有限公司",
    "SOLE": "厂",
    "PART": "中心（有限合伙）",
    "NCE": "公司",
    "BR": "有限公司分公司",
}
_BEHIND = {"LTD": "法定代表人", "JSC": "法定代表人", "SOLE": "法定代表人", "PART": "法定代表人", "COOP": "法定代表人"}
WHOLE = 1_000_000  # parts of a share
_SECTIONS = {"ORG": "S-ORG", "INST": "S-ORG", "SOC": "S-SOC", "FDN": "S-FDN", "RCO": "A", "COOP": "A", "PNE": "P"}
_STATUS = {"in_business": "存续", "dormant": "歇业", "licence_revoked": "吊销", "deregistered": "注销"}


@dataclass(frozen=True)
class Place:
    """A county of the province and the codes of its stations."""

    code: str
    name: str
    prefecture: str
    stations: tuple[str, ...]


Row = tuple[str, ...]


class Population:
    """All entities of one seed. `row(n)` costs some 20 microseconds and depends on nothing but seed and n."""

    def __init__(self, seed: int, places: Sequence[Place]) -> None:
        self._first = [place for place in places if place.code in FIRST_PLACES] or places[:1]
        self._key, self._key_of_relations = key_of(seed, "entity"), key_of(seed, "relation")
        shares = proportions()["prefectures"]["share"]
        by_prefecture: dict[str, list[Place]] = {}
        for place in places:
            by_prefecture.setdefault(place.code[:4], []).append(place)
        self._places = Choice({p: shares[code] / len(ps) for code, ps in sorted(by_prefecture.items()) for p in ps})
        self._kinds = _kinds()
        self._births = _births()

    def rows(self, numbers: Iterable[int]) -> Iterator[Row]:
        """The rows with these numbers."""
        return (self.row(number) for number in numbers)

    def row(self, number: int) -> Row:
        """Row `number` in the order of `legal_entities.columns.ENTITY_COLUMNS`."""
        if number in SEEN_TWICE:
            return _again(self.row(SEEN_TWICE[number]), number)
        dice = Dice(self._key, number)
        place = self._place(dice, number)
        kind = self._kind(dice, number)
        industry = dice.of(words().industries[self._section(dice, kind)])
        born, ended, status = self._life(dice, kind, number)
        name, parent = self._name(dice, kind, place, industry, number)
        capital = choice("capital").pick(dice.u32()) if kind in {"LTD", "JSC", "PART", "COOP", "NCE"} else ""
        station = dice.of(place.stations) if kind == "SELF" and place.stations else ""
        return (
            _code(kind, place.code, number),
            "",
            name,
            kind,
            status,
            ended,
            born,
            "",
            capital,
            industry.code,
            place.code,
            station,
            place.code,
            _address(dice, place),
            person(dice),
            f"{industry.name}；法律法规允许的其他经营活动",
            parent,
            MARKER,
        )

    def relations(self, number: int) -> Iterator[dict[str, str]]:
        """Who stands behind row `number`: a company's shareholders, its supervisor and who represents it."""
        row = self.row(number)
        if not row[0] or row[3] not in _BEHIND:
            return
        dice = Dice(self._key_of_relations, number)
        said = {"uscc": row[0], "since": row[6], "other_uscc": "", "until": ""}
        yield {**said, "relation": _BEHIND[row[3]], "other_name": row[14], "share_ppm": ""}
        if row[3] not in {"LTD", "JSC", "PART"}:
            return
        kind = "合伙人" if row[3] == "PART" else "股东"
        holders = list(dict.fromkeys([row[14], *(person(dice) for _ in range(dice.below(4)))]))
        left = WHOLE
        for n, holder in enumerate(holders):
            part = left if n == len(holders) - 1 else left * (40 + dice.below(40)) // 100
            left -= part
            yield {**said, "relation": kind, "other_name": holder, "share_ppm": str(part)}
        if row[3] != "PART":
            yield {**said, "relation": "监事", "other_name": person(dice), "share_ppm": ""}

    def _place(self, dice: Dice, number: int) -> Place:
        """Where it is. The first rows lie in the first places in turn, so that a small province has something there."""
        drawn = self._places.pick(dice.u32())
        return self._first[number % len(self._first)] if number < FIRST_ROWS else drawn

    def _kind(self, dice: Dice, number: int) -> str:
        group = self._kinds.pick(dice.u32())
        if number < len(self._first):
            return "LTD"
        if group == "enterprise":
            return _KINDS_OF_ENTERPRISES.pick(dice.u32())
        if group == "public_body":
            return _KINDS_OF_PUBLIC_BODIES.pick(dice.u32())
        if group == "other":
            return _KINDS_OF_OTHERS.pick(dice.u32())
        return {"self_employed": "SELF", "cooperative": "COOP", "association": "SOC"}[group]

    def _section(self, dice: Dice, kind: str) -> str:
        if kind in _SECTIONS:
            return _SECTIONS[kind]
        return choice("industry_of_self_employed" if kind == "SELF" else "industry_of_enterprises").pick(dice.u32())

    def _life(self, dice: Dice, kind: str, number: int) -> tuple[str, str, str]:
        first, last = self._births.pick(dice.u32())
        born = first + timedelta(days=dice.below((last - first).days))
        state = choice("status").pick(dice.u32()) if kind not in {"ORG", "INST"} and number >= FIRST_ROWS else "in_business"
        if state == "in_business" or born >= LAST_DAY - timedelta(days=2):
            return born.isoformat(), "", _STATUS["in_business"]
        ended = born + timedelta(days=1 + dice.below((LAST_DAY - born).days))
        return born.isoformat(), ended.isoformat(), _STATUS[state]

    def _name(self, dice: Dice, kind: str, place: Place, industry: Industry, number: int) -> tuple[str, str]:
        """Its name, and for a branch the code of the company that it belongs to: one with a smaller number."""
        if kind == "BR":
            company = self._company_before(dice, number)
            if company is not None:
                return f"{company[2]}{place.name}{dice.of(words().trade)}分公司", company[0]
        return _name(dice, kind, place, industry.firm_words, industry.shop_words), ""

    def _company_before(self, dice: Dice, number: int) -> Row | None:
        for _ in range(12 if number else 0):
            other = dice.below(number)
            told = Dice(self._key, other)
            self._place(told, other)
            if other not in SEEN_TWICE and self._kind(told, other) == "LTD":
                return self.row(other)
        return None


def write_part(seed: int, places: Sequence[Place], first: int, last: int, path: Path) -> None:
    """Rows `first` … `last`-1 of a seed as CSV without a header. Runs in a process of its own, which needs no database."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(Population(seed, places).rows(range(first, last)))


def _kinds() -> Choice[str]:
    """Market entities by their published shares; the other legal persons in their published ratio to enterprises."""
    market = proportions()["kinds"]["share"]
    units = proportions()["non_market"]["share"]
    others = {key: value / units["enterprise"] * market["enterprise"] for key, value in units.items() if key != "enterprise"}
    return Choice({**market, **others})


def _births() -> Choice[tuple[date, date]]:
    """Periods of establishment, weighted by the growth of the published stock; before 2015 spread over twenty years."""
    stock = proportions()["stock_by_year"]["share"]
    return Choice(
        {
            (date(1996, 1, 1), date(2016, 1, 1)): stock["2015"],
            (date(2016, 1, 1), date(2021, 1, 1)): stock["2020"] - stock["2015"],
            (date(2021, 1, 1), LAST_DAY): stock["2025"] - stock["2020"],
        }
    )


def _code(kind: str, region: str, number: int) -> str:
    value = number * _SCATTER % _BODIES
    body = ""
    for _ in range(6):
        value, digit = divmod(value, 31)
        body += ALPHABET[digit]
    body = "DE" + body
    head = _HEADS.get(kind, "91") + region + body + organisation_check(body)
    return head + uscc_check(head)


def _again(row: Row, number: int) -> Row:
    """The same firm as an old file has it: a registration number instead of the unified code, the name with a space."""
    body = f"{row[10]}{90_000_000 + number}"
    return ("", body + registration_check(body), f"{row[2][:2]} {row[2][2:]}", *row[3:11], "", *row[12:])


def person(dice: Dice) -> str:
    """An invented person's name: surname and one or two characters."""
    given = words().given
    name = surnames().pick(dice.u32()) + dice.of(given)
    return name + dice.of(given) if dice.chance(800) else name


def _name(dice: Dice, kind: str, place: Place, firm_words: Sequence[str], shop_words: Sequence[str]) -> str:
    trade = "".join(dice.of(words().trade) for _ in range(2 + dice.chance(300) + dice.chance(80)))
    if kind == "SELF":
        own = surnames().pick(dice.u32()) + dice.of("记氏家") if dice.chance(350) else ""
        return f"{place.name}{trade}{own}{dice.of(shop_words)}"
    if kind == "COOP":
        return f"{place.name}{trade}{dice.of(('种植', '养殖', '农机', '蔬菜', '茶叶'))}专业合作社"
    if kind in {"INST", "ORG", "SOC", "PNE", "FDN", "RCO"}:
        tails = {
            "INST": "服务中心",
            "ORG": "管理局",
            "SOC": "行业协会",
            "PNE": "培训学校",
            "FDN": "公益基金会",
            "RCO": "股份经济合作社",
        }
        return f"{place.name}{trade}{tails[kind]}"
    region = dice.of((place.name, place.prefecture, place.prefecture.removesuffix("市"), "湖南"))
    return f"{region}{trade}{dice.of(firm_words)}{_FORMS[kind]}"


def _address(dice: Dice, place: Place) -> str:
    street = dice.of(words().streets)
    return f"湖南省{place.prefecture}{place.name}{street}{dice.below(998) + 1}号{dice.below(30) + 1}栋{dice.below(2500) + 101}室"
