"""The environment, read once and typed: nothing else in the house reads os.environ for settings."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Database:
    """Where the database is, and the password of each role."""

    host: str = ""
    port: int = 5432
    name: str = "huizhi"
    passwords: Mapping[str, str] = field(default_factory=dict)

    def settings(self, role: str) -> dict[str, object]:
        """Django's entry for this database, connected as `role`."""
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": self.name,
            "HOST": self.host,
            "PORT": self.port,
            "USER": role,
            "PASSWORD": self.passwords.get(role, ""),
            "CONN_MAX_AGE": 600,
            "CONN_HEALTH_CHECKS": True,
            "TEST": {"MIRROR": None},
        }


@dataclass(frozen=True)
class Env:
    """What the surroundings decide: paths, addresses, keys. Never a business value."""

    state: Path
    database: Database
    secret_key: str
    hosts: list[str]
    instance: str  # the name of this instance in the ledger's origin
    demo: bool  # a demo database cannot become production
    proxies: list[str]  # networks of our own proxies, whose X-Forwarded-For is believed
    build: str  # the version of the program that each ledger entry names

    @classmethod
    def read(cls, environ: Mapping[str, str] = os.environ) -> "Env":
        state = Path(environ.get("HUIZHI_STATE", ".huizhi/instance")).resolve()
        return cls(
            state=state,
            database=_database(state / "server.json"),
            secret_key=_secret(state / "keys" / "web.key"),
            hosts=environ.get("HUIZHI_HOSTS", "localhost,127.0.0.1,[::1]").split(","),
            instance=environ.get("HUIZHI_INSTANCE", "hunan"),
            demo=(state / "demo").exists(),
            proxies=[network for network in environ.get("HUIZHI_PROXIES", "").split(",") if network],
            build=environ.get("HUIZHI_BUILD", "0.1.0"),
        )


def _database(file: Path) -> Database:
    """`server.json` is written by the supervisor: {"host", "port", "database", "passwords": {role: password}}."""
    if not file.exists():
        return Database()
    said = json.loads(file.read_text(encoding="utf-8"))
    return Database(host=said["host"], port=int(said["port"]), name=said.get("database", "huizhi"), passwords=said["passwords"])


def _secret(file: Path) -> str:
    """The key that signs cookies: made at first start, 0600; empty (and so refused by Django) when there is none."""
    return file.read_text(encoding="ascii").strip() if file.exists() else ""
