"""Reading the division out of an address: longest match over the names of today and of the past, level by level.

Pure text: the names are given once, and then a million addresses are read without a query. It never guesses silently: every
step that was not a full name in its place is said in the answer.
"""

from collections import defaultdict
from collections.abc import Iterable

from huizhi.kernel.organisations.naming import level_of, short_forms
from huizhi.kernel.organisations.types import Certainty, Level, Located, Place

_LONGEST = 16


class Names:
    """The names at one place of the tree, found by their longest match at the beginning of a text."""

    def __init__(self) -> None:
        self.full: dict[str, list[Place]] = defaultdict(list)
        self.short: dict[str, list[Place]] = defaultdict(list)

    def add(self, place: Place) -> None:
        self.full[place.name].append(place)
        for form in short_forms(place.name):
            self.short[form].append(place)

    def match(self, text: str, *, short: bool) -> tuple[str, list[Place]]:
        """The longest name with which `text` begins, and who bears it; full names win over short ones."""
        for table in (self.full, self.short) if short else (self.full,):
            for length in range(min(_LONGEST, len(text)), 1, -1):
                if text[:length] in table:
                    return text[:length], table[text[:length]]
        return "", []


class Locator:
    """Reads addresses of one province."""

    def __init__(self, places: Iterable[Place], *, home: str) -> None:
        self.home = home
        self.provinces, self.prefectures, self.counties = Names(), Names(), Names()
        self.below: dict[str, Names] = defaultdict(Names)
        for place in places:
            self._add(place)

    def _add(self, place: Place) -> None:
        level = level_of(place.code)
        if level is Level.PROVINCE:
            self.provinces.add(place)
        if not place.code.startswith(self.home):
            return
        if level is Level.PREFECTURE:
            self.prefectures.add(place)
        elif level is Level.COUNTY:
            self.counties.add(place)
            self.below[place.code[:4]].add(place)
            for now in place.now:
                self.below[now[:4]].add(place)
        elif level is Level.STATION:
            self.below[place.code[:6]].add(place)

    def locate(self, address: str) -> Located:
        """Read one address."""
        text = "".join(address.split()).removeprefix("中国").removeprefix("中华人民共和国")
        said: list[str] = []
        named, provinces = self.provinces.match(text, short=True)
        # 吉林 and the like are also names below; only a full name, or one that the text goes on after, is a province.
        if provinces and provinces[0].code[:2] != self.home:
            if named in self.provinces.full or not self.counties.match(text, short=False)[1]:
                return Located("", Certainty.OUTSIDE, said=(f"地址属于{provinces[0].name}",))
        elif provinces:
            text = text[len(named) :]
        return self._county(text, said, province_named=bool(provinces))

    def _county(self, text: str, said: list[str], *, province_named: bool) -> Located:
        name, prefectures = self.prefectures.match(text, short=True)
        county_name, counties = self.counties.match(text, short=False)
        if prefectures and len(name) >= len(county_name):
            return self._in_prefecture(prefectures[0], text[len(name) :], said)
        if counties:
            return self._settle(counties, county_name, text[len(county_name) :], said, Certainty.CERTAIN)
        if prefectures:
            return self._in_prefecture(prefectures[0], text[len(name) :], said)
        name, counties = self.counties.match(text, short=True)
        if counties:
            said.append(f"“{name}”是简称")
            return self._settle(counties, name, text[len(name) :], said, Certainty.LIKELY)
        return self._anywhere(text, said, province_named=province_named)

    def _in_prefecture(self, prefecture: Place, rest: str, said: list[str]) -> Located:
        now = self._today(prefecture, said)
        names = self.below[prefecture.code[:4]] if now == (prefecture.code,) else self.below[now[0][:4]]
        name, counties = names.match(rest, short=False)
        if counties:
            return self._settle(counties, name, rest[len(name) :], said, Certainty.CERTAIN)
        name, counties = self.counties.match(rest, short=False)
        if counties:
            said.append(f"“{name}”今不属{prefecture.name}")
            return self._settle(counties, name, rest[len(name) :], said, Certainty.LIKELY)
        name, counties = names.match(rest, short=True)
        if counties:
            said.append(f"“{name}”是简称")
            return self._settle(counties, name, rest[len(name) :], said, Certainty.LIKELY)
        return Located(now[0], Certainty.PARTIAL, said=(*said, f"地址只写到{prefecture.name}，未写县（市、区）"))

    def _settle(self, found: list[Place], name: str, rest: str, said: list[str], certainty: Certainty) -> Located:
        today = list(dict.fromkeys(code for place in found for code in self._today(place, said)))
        if len(today) > 1:
            return Located("", Certainty.AMBIGUOUS, tuple(today), (*said, f"“{name}”对应{len(today)}个区划"))
        _, towns = self.below[today[0]].match(rest, short=False)
        if len(towns) == 1:
            return Located(towns[0].code, certainty, said=tuple(said))
        return Located(today[0], certainty, said=tuple(said))

    def _today(self, place: Place, said: list[str]) -> tuple[str, ...]:
        if place.now and place.now != (place.code,):
            said.append(f"“{place.name}”（{place.code}）已变更为{'、'.join(place.now)}")
        elif place.now:
            said.append(f"“{place.name}”是{place.code}的旧名")
        return place.now or (place.code,)

    def _anywhere(self, text: str, said: list[str], *, province_named: bool) -> Located:
        for start in range(1, len(text)):
            name, counties = self.counties.match(text[start:], short=False)
            if counties:
                said.append(f"“{name}”不在地址开头")
                return self._settle(counties, name, text[start + len(name) :], said, Certainty.LIKELY)
        if province_named:
            return Located(self.home + "0000", Certainty.PARTIAL, said=(*said, "地址只写到省"))
        return Located("", Certainty.UNKNOWN, said=(*said, "地址中没有认得的区划名称"))
