"""How a job gets into a scope. Scopes belong to a room above this one, which says at start how they are opened."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

# Given a scope code, or "system:<name>", opens a transaction in that scope.
OpenScope = Callable[[str], AbstractContextManager[Any]]

SYSTEM = "system:jobs"
_openers: list[OpenScope] = []


class NoScopes(RuntimeError):
    """Nobody has said how scopes are opened."""


def open_scopes_with(opener: OpenScope) -> None:
    """Say how scopes are opened; the last word counts."""
    _openers[:] = [opener]


def opened(name: str) -> AbstractContextManager[Any]:
    """The transaction in that scope."""
    if not _openers:
        raise NoScopes("open_scopes_with() has not been called")
    return _openers[0](name)
