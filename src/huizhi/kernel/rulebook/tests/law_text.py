"""Find the row of law.md that a source names: for the tests that hold our files against it."""

import re
from functools import cache
from pathlib import Path

from huizhi.kernel.rulebook.types import DatedValue, Unit


@cache
def _lines(law: Path) -> tuple[str, ...]:
    return tuple(law.read_text(encoding="utf-8").splitlines())


def section(law: Path, number: str) -> list[str]:
    """The lines of one section, its heading first."""
    lines = _lines(law)
    heads = [n for n, line in enumerate(lines) if re.match(rf"#+ {re.escape(number)}[. ]", line)]
    assert len(heads) == 1, f"law.md has {len(heads)} sections {number}"
    start = heads[0]
    level = len(lines[start]) - len(lines[start].lstrip("#"))
    for end in range(start + 1, len(lines)):
        head = re.match(r"(#+) ", lines[end])
        if head and len(head[1]) <= level:
            return list(lines[start:end])
    return list(lines[start:])


def rows(law: Path, source: str) -> list[str]:
    """Every row that a source names; each part of `law.md §6.1 P-1 + law.md §15 …` must be found."""
    found = []
    for part in source.split(" + "):
        number, _, words = part.removeprefix("law.md §").partition(" ")
        there = [line for line in section(law, number) if words in line]
        assert there, f"law.md §{number} has no row “{words}”"
        found += there
    return found


def section_head(law: Path, source: str) -> list[str]:
    """The heading lines of tables in the named section, which may hold the unit of a column."""
    number = source.removeprefix("law.md §").partition(" ")[0]
    return [line for line in section(law, number) if "(万元)" in line]


def ways_to_write(value: DatedValue, row: str) -> set[str]:
    """How the number may stand in a row: amounts in 万 or 亿 only where the row counts in them."""
    n = value.value
    assert n is not None
    if value.unit is Unit.FEN:
        scales = {"元": 100, "万": 1_000_000, "亿": 10_000_000_000}
        return {str(n // fen) for name, fen in scales.items() if n % fen == 0 and (name == "元" or name in row)}
    if value.unit is Unit.PPM:
        return {f"{n // 10_000}%", f"{n // 1000}‰"}
    if value.unit is Unit.MONTH_DAY:
        return {f"{n // 100}-{n % 100}"}
    if value.unit is Unit.YEAR_MONTH:
        return {f"{n // 100}-{n % 100:02}"}
    if value.unit is Unit.CALENDAR_DATE:
        return {f"{n // 10000}-{n // 100 % 100:02}-{n % 100:02}"}
    return {str(n)}


def states(row: str, number: str) -> bool:
    """Whether the number stands in the row, not as a part of a longer one."""
    return re.search(rf"(?<!\d)(?<!\d\.){re.escape(number)}(?!\d)", row) is not None


def headings(law: Path, source: str) -> list[str]:
    """The heading of the named section: its mark holds for every row that has none of its own."""
    return [section(law, part.removeprefix("law.md §").partition(" ")[0])[0] for part in source.split(" + ")]


def bears(line: str, mark: str) -> bool:
    """Whether the line bears that confidence mark; `[V:… partly]` is what law.md calls Vp."""
    if mark == "Vp" and re.search(r"\[V:\w+ partly\]", line):
        return True
    return re.search(rf"(?<![A-Za-z]){mark}(?![A-Za-z])", line) is not None
