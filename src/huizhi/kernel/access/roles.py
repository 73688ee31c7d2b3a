"""Roles as sets of capabilities (roles.yaml), and the list of all capabilities that the rooms declare.

A fault in roles.yaml refuses to start with file and line: a capability that no room declares, an unknown role, rank or level.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import yaml
from django.apps import apps

from huizhi.kernel.access.types import Kind, Level, Rank, Role

FILE = Path(__file__).parent / "roles.yaml"
_KEYS = {
    "zh", "en", "kinds", "levels", "ranks", "includes", "capabilities", "given_at", "apart_from", "second_factor",
}  # fmt: skip


class FaultyRoles(ValueError):
    """roles.yaml says something that cannot hold; the text names file and line."""


class UnknownCapability(FaultyRoles):
    """roles.yaml names a capability that no room declares."""


@cache
def declared_capabilities() -> dict[str, str]:
    """Capability -> Chinese label, gathered from `CAPABILITIES` in the `types` of every room."""
    found: dict[str, str] = {}
    for config in apps.get_app_configs():
        name = f"{config.name}.types"
        if config.name.startswith("huizhi.") and find_spec(name) is not None:
            for capability, label in getattr(import_module(name), "CAPABILITIES", {}).items():
                if capability in found or capability.split(".")[0] != config.label:
                    raise FaultyRoles(f"{name}: 权限 {capability} 重复，或不以模块名 {config.label} 开头")
                found[capability] = label
    return found


@cache
def roles() -> dict[str, Role]:
    """Every role by its key."""
    return read_roles(FILE, declared_capabilities())


def read_roles(file: Path, declared: Iterable[str]) -> dict[str, Role]:
    """The roles of a file, checked against the capabilities that exist."""
    text = file.read_text(encoding="utf-8")
    lines = _lines(yaml.compose(text, Loader=yaml.SafeLoader))
    said: dict[str, dict[str, Any]] = yaml.safe_load(text)
    checker = _Checker(file.name, lines, set(declared), set(said))
    for key, role in said.items():
        checker.check(key, role)
    return {key: _role(key, said) for key in said}


@dataclass(frozen=True)
class _Checker:
    file: str
    lines: dict[tuple[str, str], int]
    declared: set[str]
    keys: set[str]

    def check(self, key: str, role: dict[str, Any]) -> None:
        for unknown in sorted(set(role) - _KEYS):
            self._fail(FaultyRoles, key, unknown, f"不认识的项 {unknown}")
        if not all(role.get(item) for item in ("zh", "en", "kinds")):
            self._fail(FaultyRoles, key, "", "须有 zh、en 和 kinds")
        for item, known in (
            ("kinds", {k.value for k in Kind}),
            ("levels", {x.value for x in Level}),
            ("ranks", {r.value for r in Rank}),
            ("includes", self.keys),
            ("apart_from", self.keys),
        ):
            for value in role.get(item, []):
                if value not in known:
                    self._fail(FaultyRoles, key, value, f"{item} 中的 {value} 不存在")
        for capability in role.get("capabilities", []):
            if capability not in self.declared:
                self._fail(UnknownCapability, key, capability, f"权限 {capability} 未由任何模块声明")

    def _fail(self, kind: type[FaultyRoles], key: str, value: str, what: str) -> None:
        line = self.lines.get((key, value), self.lines.get((key, ""), 0))
        raise kind(f"{self.file}:{line}: 角色 {key}：{what}")


def _lines(root: yaml.Node | None) -> dict[tuple[str, str], int]:
    """(role, word) -> line, for every word that stands under a role."""
    found: dict[tuple[str, str], int] = {}
    pairs = root.value if isinstance(root, yaml.MappingNode) else []
    for name, body in pairs:
        found[(name.value, "")] = name.start_mark.line + 1
        for word, line in _words(body):
            found.setdefault((name.value, word), line)
    return found


def _words(node: yaml.Node) -> Iterator[tuple[str, int]]:
    if isinstance(node, yaml.ScalarNode):
        yield node.value, node.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _words(item)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _words(key)
            yield from _words(value)


def _role(key: str, said: dict[str, dict[str, Any]]) -> Role:
    role = said[key]
    together = [said[k] for k in _with_included(key, said)]
    return Role(
        key=key,
        zh=role["zh"],
        en=role["en"],
        kinds=frozenset(Kind(k) for k in role["kinds"]),
        levels=frozenset(Level(x) for x in role.get("levels", list(Level))),
        ranks=frozenset(Rank(r) for part in together for r in part.get("ranks", [])),
        capabilities=frozenset(c for part in together for c in part.get("capabilities", [])),
        given_at=Level(role["given_at"]) if "given_at" in role else None,
        apart_from=frozenset(role.get("apart_from", [])) | {k for k, other in said.items() if key in other.get("apart_from", [])},
        second_factor=any(part.get("second_factor", False) for part in together),
    )


def _with_included(key: str, said: dict[str, dict[str, Any]], seen: tuple[str, ...] = ()) -> list[str]:
    if key in seen:
        raise FaultyRoles(f"角色互相并入：{' → '.join((*seen, key))}")
    found = [key]
    for other in said[key].get("includes", []):
        found += _with_included(other, said, (*seen, key))
    return found


def held(keys: Iterable[str]) -> list[Role]:
    """The roles of these keys; a key that no longer exists gives nothing."""
    return [roles()[key] for key in keys if key in roles()]


def capabilities_of(keys: Iterable[str]) -> frozenset[str]:
    """All that these roles may do together."""
    return frozenset(c for role in held(keys) for c in role.capabilities)


def ranks_of(keys: Iterable[str]) -> frozenset[Rank]:
    """The ranks of approval that these roles hold together."""
    return frozenset(r for role in held(keys) for r in role.ranks)
