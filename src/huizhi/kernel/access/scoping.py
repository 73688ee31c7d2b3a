"""The one place where a viewer's scope is told to the database.

A scope opens a transaction and sets it for that transaction alone (`set_config(…, true)`), so it cannot outlive it on a
pooled connection. Without a scope no row of a scoped table is visible: the policies in `fences` compare with an empty text.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar

from django.db import connections, models, transaction

from huizhi.kernel.access.types import EVERYTHING, SYSTEM_SCOPES, Kind, Viewer

_viewer: ContextVar[Viewer | None] = ContextVar("viewer", default=None)

_TELL = """
select set_config('huizhi.lo', %s, true), set_config('huizhi.hi', %s, true), set_config('huizhi.party', %s, true),
       set_config('huizhi.granted_parties', %s, true), set_config('huizhi.grants', %s, true),
       set_config('huizhi.account', %s, true)
"""


class UnknownSystemScope(LookupError):
    """A system scope that is not listed in the access matrix was asked for."""


def system_viewer(name: str) -> Viewer:
    """The all-seeing viewer of that listed name."""
    if name not in SYSTEM_SCOPES:
        raise UnknownSystemScope(name)
    return Viewer(kind=Kind.SYSTEM, name=f"system:{name}", system=name)


def current_viewer() -> Viewer | None:
    """The viewer whose scope is open, or None."""
    return _viewer.get()


def alias_of(viewer: Viewer | None) -> str:
    """The public portal connects as its own database role."""
    return "public" if viewer is not None and viewer.kind is Kind.PUBLIC else "default"


@contextmanager
def scope(viewer: Viewer) -> Iterator[Viewer]:
    """Open a transaction in which only what `viewer` may see exists.

    Streaming bodies run after the view has returned: they open the scope again inside the generator.
    """
    alias = alias_of(viewer)
    outer = _viewer.get()
    inside = connections[alias].in_atomic_block
    token = _viewer.set(viewer)
    try:
        with transaction.atomic(using=alias):
            _tell(alias, viewer)
            yield viewer
            # In a nested scope the setting would outlive the inner block (a savepoint that is kept keeps its settings);
            # at the end of the outermost transaction the database forgets it by itself.
            if inside and not connections[alias].needs_rollback:
                _tell(alias, outer if outer is not None and alias_of(outer) == alias else None)
    finally:
        _viewer.reset(token)


def open_named(name: str) -> AbstractContextManager[Viewer]:
    """The scope that a background job declares: "system:<name>", or the scope code of the organ that started it."""
    if name.startswith("system:"):
        return scope(system_viewer(name.removeprefix("system:")))
    return scope(Viewer(kind=Kind.OFFICER, name="jobs", scope_code=name))


def _tell(alias: str, viewer: Viewer | None) -> None:
    low, high = (viewer.bounds if viewer else None) or ("", "")
    if viewer is not None and viewer.bounds == EVERYTHING:
        low = " "  # below every code, and not the empty text that means nothing at all
    party = str(viewer.party_id) if viewer and viewer.party_id is not None else ""
    granted = ",".join(str(p) for p in viewer.granted_parties) if viewer else ""
    grants = ",".join(str(g) for g in viewer.grants) if viewer else ""
    account = viewer.account_uuid if viewer else ""
    with connections[alias].cursor() as cursor:
        cursor.execute(_TELL, [low, high, party, granted, grants, account])


class DatabaseRouter:
    """Reads and writes go to the connection of whoever is looking."""

    def db_for_read(self, model: type[models.Model], **hints: object) -> str:
        return alias_of(_viewer.get())

    def db_for_write(self, model: type[models.Model], **hints: object) -> str:
        return alias_of(_viewer.get())

    def allow_relation(self, one: models.Model, other: models.Model, **hints: object) -> bool:
        return True
