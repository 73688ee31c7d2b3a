"""Roles as sets of capabilities (roles.yaml), and the list of all capabilities that the rooms declare."""

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TypedDict

import yaml
from django.apps import apps


class Role(TypedDict):
    """One role: its Chinese name, who holds it, and what it may do."""

    zh: str
    rank: str
    capabilities: list[str]


class UnknownCapability(LookupError):
    """roles.yaml names a capability that no room declares."""


@cache
def declared_capabilities() -> dict[str, str]:
    """Capability -> Chinese label, gathered from `CAPABILITIES` in the `types` of every room."""
    found: dict[str, str] = {}
    for config in apps.get_app_configs():
        name = f"{config.name}.types"
        if config.name.startswith("huizhi.") and find_spec(name) is not None:
            found |= getattr(import_module(name), "CAPABILITIES", {})
    return found


@cache
def roles() -> dict[str, Role]:
    """Every role by its key; a role that names an undeclared capability refuses to load."""
    said: dict[str, Role] = yaml.safe_load((Path(__file__).parent / "roles.yaml").read_text(encoding="utf-8"))
    for key, role in said.items():
        for capability in role["capabilities"]:
            if capability not in declared_capabilities():
                raise UnknownCapability(f"roles.yaml: 角色 {key} 所列权限 {capability} 未由任何模块声明")
    return said


def capabilities_of(keys: list[str]) -> frozenset[str]:
    """All that these roles may do together."""
    return frozenset(c for key in keys if key in roles() for c in roles()[key]["capabilities"])
