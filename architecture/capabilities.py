"""docs/capabilities.tsv: one row for each capability of the plan, its state taken from the tests' `proves` marks.

Usage: python -m architecture.capabilities [--write]. Without --write it says whether the file is current.
"""

import ast
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "docs" / "capabilities.tsv"
HEAD = "id\tstate\tscreen\tproof"
MOST_ROWS_OF_ONE_TEST = 5


@dataclass(frozen=True)
class Proof:
    """One mark: this test shows that capability at that address. `partial` where the test shows only some of it."""

    capability: str
    at: str
    node: str
    partial: bool


class Unproven(ValueError):
    """A mark that cannot count: unknown capability, missing address, or one test that claims too much."""


def marks(root: Path = ROOT) -> Iterator[Proof]:
    """Every `@pytest.mark.proves(…)` in the tests, read from their source."""
    for folder in ("src", "tests"):
        for file in sorted((root / folder).rglob("test_*.py")):
            text = file.read_text(encoding="utf-8")
            if "mark.proves(" not in text:
                continue
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.FunctionDef):
                    yield from _marks_of(node, f"{file.relative_to(root)}::{node.name}")


def _marks_of(function: ast.FunctionDef, node_id: str) -> Iterator[Proof]:
    calls = [d for d in function.decorator_list if isinstance(d, ast.Call) and ast.unparse(d.func) == "pytest.mark.proves"]
    if len(calls) > MOST_ROWS_OF_ONE_TEST:
        raise Unproven(f"{node_id}: 一个测试至多证明 {MOST_ROWS_OF_ONE_TEST} 项能力")
    for call in calls:
        said = {k.arg: ast.literal_eval(k.value) for k in call.keywords}
        if not call.args or not said.get("at"):
            raise Unproven(f"{node_id}: proves 须写明能力编号与 at=地址")
        yield Proof(ast.literal_eval(call.args[0]), said["at"], node_id, bool(said.get("partial", False)))


def table(ids: list[str], proofs: list[Proof]) -> str:
    """The whole file."""
    best: dict[str, Proof] = {}
    for proof in proofs:
        if proof.capability not in ids:
            raise Unproven(f"{proof.node}: 没有编号为 {proof.capability} 的能力")
        held = best.get(proof.capability)
        if held is None or (held.partial and not proof.partial):
            best[proof.capability] = proof
    rows = [HEAD]
    for identifier in ids:
        found = best.get(identifier)
        state = "none" if found is None else "partial" if found.partial else "done"
        rows.append(f"{identifier}\t{state}\t{found.at if found else ''}\t{found.node if found else ''}")
    return "\n".join(rows) + "\n"


def known_ids() -> list[str]:
    """The ids in the order of the plan, as the file itself keeps them."""
    return [line.split("\t")[0] for line in FILE.read_text(encoding="utf-8").splitlines()[1:]]


def main(arguments: list[str]) -> int:
    """Write the file, or say whether it is current."""
    text = table(known_ids(), list(marks()))
    if "--write" in arguments:
        FILE.write_text(text, encoding="utf-8")
    current = FILE.read_text(encoding="utf-8") == text
    states = Counter(line.split("\t")[1] for line in text.splitlines()[1:])
    print(dict(states), "current" if current else "NOT current: python -m architecture.capabilities --write")  # noqa: T201
    return 0 if current else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
