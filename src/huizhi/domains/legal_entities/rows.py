"""One row of an entity file: read, checked, refused with reasons or made ready to load. No database.

Everything that a file can get wrong about a single row is said here, in Chinese, all of it at once. The same checks serve
files, the API and the forms.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from huizhi.domains.legal_entities.choices import KINDS_OF_CODE, Kind, Status
from huizhi.domains.legal_entities.columns import ENTITY_COLUMNS
from huizhi.domains.legal_entities.industries import parse_industry
from huizhi.lib.identifiers import IdentifierRefused, normalise_code, parse_registration_number, parse_uscc
from huizhi.lib.money import AmountUnreadable, fen_of_wan
from huizhi.lib.names import tidy_name

KIND_OF = {k.value: k.value for k in Kind} | {k.label: k.value for k in Kind}
STATUS_OF = {s.value: s.value for s in Status} | {s.label: s.value for s in Status} | {"": Status.ACTIVE.value}
STATUS_OF |= {"在营": Status.ACTIVE.value, "开业": Status.ACTIVE.value, "存续（在营、开业、在册）": Status.ACTIVE.value}
NOT_IMPORTED = frozenset({Status.RESERVED.value, Status.LAPSED.value})
OLDEST = date(1840, 1, 1)
_CONTROLS = frozenset(map(chr, [*range(32), 127]))
_LONGEST = tuple(c.longest for c in ENTITY_COLUMNS)
_TITLES = tuple(c.zh for c in ENTITY_COLUMNS)
_REQUIRED = tuple(i for i, c in enumerate(ENTITY_COLUMNS) if c.required)


class Row(NamedTuple):
    """A row that may be loaded, in the types of the register."""

    code: str
    uscc: str
    registration_number: str
    name: str
    kind: str
    status: str
    status_on: date
    established_on: date
    valid_until: date | None
    capital_fen: int | None
    industry: str
    division: str
    scope_code: str
    registrar: str
    address: str
    representative: str
    business_scope: str
    parent: str
    marker: str


@dataclass
class Places:
    """What is known about divisions and organs on the day of the check."""

    today: frozenset[str]
    ever: frozenset[str]
    successors: Mapping[str, Sequence[str]]
    organs: frozenset[str]
    organ_of: Mapping[str, str]
    names: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._counties_with_stations = frozenset(code[:6] for code in self.organs if len(code) == 9)

    def has_organ(self, code: str) -> bool:
        """Whether the tree has this organ; where a county has named no stations yet, any of its numbers will do."""
        if code in self.organs:
            return True
        county = code[:6]
        known = county in self.organs or (not self.organs and county in self.today)
        station = len(code) == 9 and code.isdecimal() and county not in self._counties_with_stations
        return known and (station or code == county)


class RowRefused(ValueError):
    """The reasons why a row cannot be loaded: (key of a reason, words)."""

    def __init__(self, reasons: list[tuple[str, str]]) -> None:
        super().__init__("；".join(words for _, words in reasons))
        self.reasons = reasons


@lru_cache(maxsize=65536)
def parse_day(text: str) -> date | None:
    """`2016-05-12`, `2016/5/12`, `20160512` or `2016年5月12日`; None where no calendar has that day."""
    digits = text.replace("年", "-").replace("月", "-").removesuffix("日").replace("/", "-").replace(".", "-")
    parts = [digits[:4], digits[4:6], digits[6:]] if len(digits) == 8 and digits.isdecimal() else digits.split("-")
    if len(parts) != 3 or not all(p.isascii() and p.isdigit() for p in parts) or len(parts[0]) != 4:
        return None
    try:
        return date(int(parts[0]), int(parts[1]), int(parts[2]))
    except ValueError:
        return None


@lru_cache(maxsize=65536)
def _capital(text: str) -> int | None:
    fen = fen_of_wan(text)
    if fen < 0:
        raise AmountUnreadable("注册资本不能为负")
    return fen


class Checker:
    """Checks rows against one day and one state of the divisions. `check` is called millions of times: it is plain code."""

    def __init__(self, places: Places, today: date) -> None:
        self._places = places
        self._today = today

    def check(self, values: Sequence[str]) -> Row:
        """The row in the order of ENTITY_COLUMNS, or RowRefused with every reason."""
        wrong: list[tuple[str, str]] = []
        cells = [v.strip() for v in values]
        self._writing(cells, wrong)
        if wrong:
            raise RowRefused(wrong)
        uscc, number = self._codes(cells[0], cells[1], wrong)
        kind = self._kind(cells[3], uscc, wrong)
        established = self._day(cells[6], 6, wrong)
        valid_until = self._day(cells[7], 7, wrong, future=True) if cells[7] else None
        status, status_on = self._status(cells[4], cells[5], established, wrong)
        if valid_until and established and valid_until < established:
            wrong.append(("date", "“营业期限至”早于“成立日期”"))
        capital = self._capital(cells[8], wrong)
        industry = self._industry(cells[9], wrong)
        division = self._division(cells[10], wrong)
        organ = self._organ(cells[11], 11, division, wrong)
        registrar = self._organ(cells[12], 12, division, wrong)
        parent = self._parent(cells[16], wrong)
        if wrong or established is None or status_on is None:
            raise RowRefused(wrong)
        return Row(
            uscc or number, uscc, number, tidy_name(cells[2]), kind, status, status_on, established, valid_until, capital,
            industry, division, organ, registrar, cells[13], cells[14], cells[15], parent, cells[17],
        )  # fmt: skip

    def _writing(self, cells: list[str], wrong: list[tuple[str, str]]) -> None:
        for i in _REQUIRED:
            if not cells[i]:
                wrong.append(("empty", f"“{_TITLES[i]}”不能为空"))
        for i, cell in enumerate(cells):
            if len(cell) > _LONGEST[i] and i > 1:
                wrong.append(("long", f"“{_TITLES[i]}”超过{_LONGEST[i]}个字（实有{len(cell)}个）"))
            if not cell.isprintable():
                self._unprintable(cell, i, wrong)

    def _unprintable(self, cell: str, i: int, wrong: list[tuple[str, str]]) -> None:
        title = _TITLES[i]
        if "\x00" in cell:
            wrong.append(("nul", f"“{title}”含有空字符（NUL）"))
        elif any("\ud800" <= c <= "\udfff" for c in cell):
            wrong.append(("bytes", f"“{title}”含有无法识别的字节"))
        elif not _CONTROLS.isdisjoint(cell):
            wrong.append(("control", f"“{title}”含有换行或控制字符"))

    def _codes(self, uscc: str, number: str, wrong: list[tuple[str, str]]) -> tuple[str, str]:
        if not uscc and not number:
            wrong.append(("code", "“统一社会信用代码”和“原注册号”不能都为空"))
        code = normalise_code(uscc)
        old = normalise_code(number)
        try:
            if code:
                parse_uscc(code)
            if old:
                parse_registration_number(old)
        except IdentifierRefused as refused:
            wrong.append(("code", refused.what))
        return code, old

    def _kind(self, text: str, uscc: str, wrong: list[tuple[str, str]]) -> str:
        kind = KIND_OF.get(text)
        if kind is None:
            wrong.append(("kind", f"“主体类型”没有“{text}”这一类"))
            return ""
        allowed = KINDS_OF_CODE.get(uscc[:2])
        if allowed is not None and kind not in allowed:
            wrong.append(("kind", f"代码前两位“{uscc[:2]}”不是“{Kind(kind).label}”的代码"))
        return kind

    def _day(self, text: str, i: int, wrong: list[tuple[str, str]], *, future: bool = False) -> date | None:
        day = parse_day(text)
        if day is None:
            wrong.append(("date", f"“{_TITLES[i]}”不是存在的日期：{text[:20]}"))
        elif day < OLDEST:
            wrong.append(("date", f"“{_TITLES[i]}”早于{OLDEST.year}年：{text[:20]}"))
        elif not future and day > self._today:
            wrong.append(("date", f"“{_TITLES[i]}”晚于今天：{text[:20]}"))
        return day

    def _status(self, text: str, on: str, established: date | None, wrong: list[tuple[str, str]]) -> tuple[str, date | None]:
        status = STATUS_OF.get(text)
        if status is None or status in NOT_IMPORTED:
            wrong.append(("status", f"“登记状态”没有“{text}”这一状态"))
            return "", None
        if status == Status.ACTIVE:
            return status, established
        if not on:
            wrong.append(("status", f"登记状态为“{text}”时“状态日期”不能为空"))
            return status, None
        day = self._day(on, 5, wrong)
        if day and established and day < established:
            wrong.append(("date", "“状态日期”早于“成立日期”"))
        return status, day

    def _capital(self, text: str, wrong: list[tuple[str, str]]) -> int | None:
        if not text:
            return None
        try:
            return _capital(text)
        except AmountUnreadable as refused:
            wrong.append(("capital", f"“注册资本（万元）”：{refused.what}"))
            return None

    def _industry(self, text: str, wrong: list[tuple[str, str]]) -> str:
        if not text:
            return ""
        code = parse_industry(text)
        if code is None:
            wrong.append(("industry", f"“行业代码”不是GB/T 4754-2017的代码：{text}"))
        return code or ""

    def _division(self, code: str, wrong: list[tuple[str, str]]) -> str:
        places = self._places
        if code in places.today:
            if code.endswith("00"):
                wrong.append(("division", f"“住所区划代码”应到县级：{code}"))
            return code
        if code in places.ever:
            now = "、".join(f"{c}{places.names.get(c, '')}" for c in places.successors.get(code, ()))
            wrong.append(("division", f"“住所区划代码”{code}已撤销" + (f"，现行代码为{now}" if now else "")))
        else:
            wrong.append(("division", f"“住所区划代码”不存在：{code}"))
        return code

    def _organ(self, code: str, i: int, division: str, wrong: list[tuple[str, str]]) -> str:
        if not code:
            return self._places.organ_of.get(division, division)
        if self._places.has_organ(code):
            return code
        wrong.append(("organ", f"“{_TITLES[i]}”不是机构树中的机构：{code}"))
        return code

    def _parent(self, text: str, wrong: list[tuple[str, str]]) -> str:
        if not text:
            return ""
        code = normalise_code(text)
        try:
            parse_uscc(code)
        except IdentifierRefused as refused:
            wrong.append(("parent", f"“隶属单位代码”：{refused.what}"))
        return code
