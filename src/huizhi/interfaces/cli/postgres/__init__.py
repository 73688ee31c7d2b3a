"""The database server of an instance: a given one, the embedded one, or an installed one.

`ensure(state_folder)` answers with a running `Server` whose roles and database exist. Order: the address in
HUIZHI_DATABASE_URL, else the PostgreSQL that comes as a wheel, else an installed PostgreSQL >= 15.
"""

from pathlib import Path

from huizhi.interfaces.cli.postgres.cluster import start_embedded
from huizhi.interfaces.cli.postgres.external import given_address, use_external
from huizhi.interfaces.cli.postgres.server import (
    APP,
    DATABASE,
    EXPORT,
    LOGIN_ROLES,
    OWNER,
    PUBLIC,
    SUPER,
    DatabaseRefused,
    Server,
)

__all__ = [
    "APP",
    "DATABASE",
    "EXPORT",
    "LOGIN_ROLES",
    "OWNER",
    "PUBLIC",
    "SUPER",
    "DatabaseRefused",
    "Server",
    "ensure",
]


def ensure(state_folder: Path, *, durable: bool = True, settings: dict[str, str] | None = None, external: bool = True) -> Server:
    """Start or join the server of this state folder; `durable=False` trades safety for speed and is for tests only.

    Call it from the main thread: the embedded server is tied to the life of the calling thread. `external=False`
    ignores HUIZHI_DATABASE_URL.
    """
    folder = state_folder.absolute()
    address = given_address() if external else None
    if address:
        return use_external(folder, address)
    return start_embedded(folder, durable=durable, settings=settings or {})
