"""Read the law files of every room into one rulebook, or refuse with file and line.

The rulebook's own folder holds the instruments, the version switches, the ranks and the list of provincial parameters (how
each instrument counts days stands in `lib.counting_rules`); each domain's `rules/*.yaml` holds its numbers. A rule's name is
`<room>.<file>.<key>`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from huizhi.kernel.rulebook import cross_checks
from huizhi.kernel.rulebook.marked_yaml import LawFileRefused, Marked, read
from huizhi.kernel.rulebook.types import (
    ApproverRank,
    Instrument,
    Located,
    ProvincialParameter,
    Rule,
    Rulebook,
    Switch,
)

HERE = Path(__file__).resolve().parent
PACKAGE = HERE.parent.parent

T = TypeVar("T", bound=BaseModel)


@cache
def book() -> Rulebook:
    """The rulebook of this house, read once at start."""
    return read_book(PACKAGE)


def read_book(package: Path) -> Rulebook:
    """Read the law files under a package folder; refuses with every problem found, the first one's file and line ahead."""
    found, problems = gather(package)
    if problems:
        raise together(problems)
    return found


def together(problems: list[LawFileRefused]) -> LawFileRefused:
    """One refusal for all problems."""
    first = problems[0]
    rest = "".join(f"\n{p.what}" for p in problems[1:])
    refusal = LawFileRefused(first.file, first.line, "")
    refusal.what = f"法规文件有 {len(problems)} 处错误：\n{first.what}{rest}" if rest else first.what
    refusal.args = (refusal.what,)
    return refusal


def gather(package: Path) -> tuple[Rulebook, list[LawFileRefused]]:
    """Read everything that can be read, and list every problem."""
    room = package / "kernel" / "rulebook"
    reader = Reader(package)
    instruments = reader.entries("instruments", Instrument, sorted((room / "instruments").glob("*.yaml")))
    rules: dict[str, Rule] = {}
    for owner, file in rule_files(package):
        rules |= reader.entries("rules", Rule, [file], prefix=f"{owner}.{file.stem}.")
    found = Rulebook(
        instruments=instruments,
        rules=rules,
        switches=reader.entries("switches", Switch, [room / "switches.yaml"]),
        ranks=reader.entries("ranks", ApproverRank, [room / "approver_ranks.yaml"]),
        parameters=reader.entries("parameters", ProvincialParameter, [room / "parameters.yaml"]),
        places=reader.places,
    )
    problems = reader.problems or list(cross_checks.problems_of(found))
    return found, problems


def rule_files(package: Path) -> Iterator[tuple[str, Path]]:
    """Every file of rules, with the name of its room."""
    for room in [package / "kernel" / "rulebook", *sorted((package / "domains").iterdir())]:
        for file in sorted((room / "rules").glob("*.yaml")):
            yield room.name, file


@dataclass
class Reader:
    """Reads files of named entries and remembers where each stood."""

    package: Path
    places: dict[str, Located] = field(default_factory=dict)
    problems: list[LawFileRefused] = field(default_factory=list)

    def entries(self, kind: str, model: type[T], files: Iterable[Path], *, prefix: str = "") -> dict[str, T]:
        """The entries of these files by name; problems are collected."""
        found: dict[str, T] = {}
        taken: set[str] = set()
        for file in files:
            found |= dict(self._file(kind, model, file, prefix=prefix, taken=taken))
        return found

    def _file(self, kind: str, model: type[T], file: Path, *, prefix: str, taken: set[str]) -> Iterator[tuple[str, T]]:
        try:
            marked = read(file, name=self._name(file))
        except LawFileRefused as refusal:
            self.problems.append(refusal)
            return
        if not isinstance(marked.value, dict):
            self.problems.append(marked.refuse((), "文件应为“名称: 内容”的列表，此处为空或为其他内容"))
            return
        for key, raw in marked.value.items():
            name = prefix + key
            if name in taken:
                first = self.places[f"{kind}.{name}"]
                self.problems.append(marked.refuse((key,), f"名称“{name}”重复，首次出现在 {first.file} 第 {first.line} 行"))
                continue
            taken.add(name)
            self.places[f"{kind}.{name}"] = Located(marked.file, marked.line_of((key,)))
            try:
                yield name, model.model_validate(raw)
            except ValidationError as error:
                found = [_refusal(marked, key, detail) for detail in error.errors()]
                self.problems += sorted(found, key=lambda problem: problem.line)

    def _name(self, file: Path) -> str:
        return str(file.relative_to(self.package.parent)) if file.is_relative_to(self.package.parent) else str(file)


def _refusal(marked: Marked, key: str, detail: ErrorDetails) -> LawFileRefused:
    path = (key, *detail["loc"])
    return marked.refuse(path, f"“{key}”{_in_chinese(detail)}")


def _in_chinese(detail: ErrorDetails) -> str:
    """What is wrong, in words for whoever keeps the law files."""
    where = "".join(f"第 {part + 1} 项的" if isinstance(part, int) else f"“{part}”" for part in detail["loc"])
    given = detail.get("input")
    words = {
        "missing": f"缺少必填的{where}",
        "extra_forbidden": f"有不认识的键{where}",
        "enum": f"的{where}不能是“{given}”，应为 {detail.get('ctx', {}).get('expected', '')}",
        "string_type": f"的{where}应为文字（数字请加引号），此处为“{given}”",
        "string_pattern_mismatch": f"的{where}写法不对：“{given}”",
        "string_too_short": f"的{where}不得为空",
        "string_too_long": f"的{where}过长",
        "int_type": f"的{where}应为整数，此处为“{given}”",
        "value_error": f"：{str(detail.get('ctx', {}).get('error', detail['msg'])).strip()}",
    }
    if detail["type"].startswith(("date", "datetime")):
        return f"的{where}应为日期（如 2026-04-15），此处为“{given}”"
    return words.get(detail["type"], f"的{where}不合要求：{detail['msg']}（此处为“{given}”）")
