"""What the rooms declare for the shells, gathered once."""

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

from django.apps import apps

from huizhi.kit.navigation import Entry, HomePart, Searcher


@cache
def homes() -> tuple[str, ...]:
    """The packages that may hold urls and panels: the domains, and the folders of this shell."""
    domains = [c.name for c in apps.get_app_configs() if c.name.startswith("huizhi.domains.")]
    here = sorted(p.parent.name for p in Path(__file__).parent.glob("*/__init__.py"))
    shells = [f"{__package__}.{name}" for name in here if name not in {"tests", "migrations"}]
    return (*shells, *domains)


def modules(name: str) -> Iterator[ModuleType]:
    """The module of that name of every room that has one."""
    for home in homes():
        if find_spec(f"{home}.{name}") is not None:
            yield import_module(f"{home}.{name}")


@cache
def entries() -> tuple[Entry, ...]:
    """Every line of every navigation."""
    found = [entry for module in modules("panels") for entry in getattr(module, "NAVIGATION", ())]
    return tuple(sorted(found, key=lambda e: e.order))


@cache
def searchers() -> tuple[Searcher, ...]:
    """Every searcher."""
    found = [searcher for module in modules("panels") for searcher in getattr(module, "SEARCHERS", ())]
    return tuple(sorted(found, key=lambda s: s.order))


@cache
def home_parts() -> tuple[HomePart, ...]:
    """Every part of the home pages."""
    found = [part for module in modules("panels") for part in getattr(module, "WORK", ())]
    return tuple(sorted(found, key=lambda p: p.order))
