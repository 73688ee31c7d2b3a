"""What is known about a running server, and the file beside the data that keeps it (0600)."""

import json
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo

from huizhi.lib.refusal import Refusal

SUPER, OWNER, APP, PUBLIC, EXPORT = "hz_super", "hz_owner", "hz_app", "hz_public", "hz_export"
LOGIN_ROLES = (OWNER, APP, PUBLIC, EXPORT)
DATABASE = "huizhi"
FILE_NAME = "server.json"


class DatabaseRefused(Refusal):
    """The database server cannot be started, joined or used."""

    code = "CLI-001"
    status = 503


@dataclass(frozen=True, kw_only=True)
class Server:
    """A running PostgreSQL with our roles. `owned`: this process started it and must stop it."""

    host: str
    port: int
    database: str
    superuser: str
    passwords: dict[str, str] = field(repr=False)
    bin_dir: Path | None
    owned: bool
    embedded: bool
    stop_server: Callable[[], None] = field(repr=False)
    runs: Callable[[], bool] = field(repr=False)  # whether the server's process is alive, as far as this process can know
    pid: int | None = None

    def login(self, role: str, database: str | None = None) -> dict[str, Any]:
        """Connection parameters of libpq for a role; `hz_super` is whoever administers this server."""
        user = self.superuser if role == SUPER else role
        return {
            "host": self.host,
            "port": self.port,
            "user": user,
            "password": self.passwords[role],
            "dbname": database or self.database,
        }

    def dsn(self, role: str, database: str | None = None) -> str:
        """One connection string of libpq."""
        return make_conninfo(**self.login(role, database))

    def connect(self, role: str = SUPER, database: str | None = None) -> psycopg.Connection[tuple[Any, ...]]:
        """A connection in autocommit."""
        return psycopg.connect(**self.login(role, database), connect_timeout=5, autocommit=True)

    def stop(self) -> None:
        """Stop the server if this process started it."""
        self.stop_server()


def new_passwords(roles: tuple[str, ...]) -> dict[str, str]:
    """One random password for each role."""
    return {role: secrets.token_urlsafe(24) for role in roles}


def read_record(folder: Path) -> dict[str, Any] | None:
    """The kept record of the folder's server, or nothing when there has never been one."""
    file = folder / FILE_NAME
    try:
        record: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except PermissionError:
        raise DatabaseRefused(
            f"无权读取 {file}（另一用户创建了该实例）。 The instance belongs to another user.",
            remedy="以创建实例的用户运行，或用 --state 指定另一文件夹。",
        ) from None
    except json.JSONDecodeError:
        raise DatabaseRefused(f"{file} 已损坏。 The file is damaged.", remedy="从备份恢复实例文件夹。") from None
    return record


def write_record(folder: Path, record: dict[str, Any]) -> None:
    """Replace the record in one step, readable to its owner alone."""
    fresh = folder / (FILE_NAME + ".new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        json.dump(record, stream, ensure_ascii=False, indent=1)
        stream.flush()
        os.fsync(stream.fileno())
    fresh.replace(folder / FILE_NAME)
