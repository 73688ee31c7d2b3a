"""A migration runs while people work: it waits briefly for locks, builds indexes beside the work, and fills rows elsewhere.

Read from the migration files alone. A table made in the same file is empty and nobody waits for it.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

# operation -> what to do instead, on a table that may hold millions of rows
BLOCKING = {
    "AddIndex": "AddIndexConcurrently，atomic = False",
    "RemoveIndex": "RemoveIndexConcurrently，atomic = False",
    "AddConstraint": "AddConstraintNotValid，随后 ValidateConstraint",
    "RunPython": "以后台作业回填（kernel.jobs）",
}


def _calls(tree: ast.AST) -> Iterator[tuple[str, str, int]]:
    """(operation, model, line) of every migration operation of a file."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            words = {word.arg: word.value for word in node.keywords}
            named = words.get("model_name") or words.get("name")
            name = named.value if isinstance(named, ast.Constant) and isinstance(named.value, str) else ""
            yield node.func.attr, name.lower(), node.lineno


def blocking_operations(source: str) -> Iterator[tuple[int, str, str]]:
    """(line, operation, remedy) of what would make people wait."""
    calls = list(_calls(ast.parse(source)))
    made = {name for operation, name, _ in calls if operation == "CreateModel"}
    for operation, name, line in calls:
        if operation in BLOCKING and name not in made:
            yield line, operation, BLOCKING[operation]


def online_migrations(root: Path) -> list[str]:
    """A rule of the house: every blocking operation of every migration, with what to do instead."""
    found = []
    for file in sorted((root / "src" / "huizhi").rglob("migrations/*.py")):
        for line, operation, remedy in blocking_operations(file.read_text(encoding="utf-8")):
            found.append(f"{file.relative_to(root)}:{line}: {operation} 会让使用者等待，改用 {remedy}")
    return found
