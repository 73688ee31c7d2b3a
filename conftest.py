"""What every test stands on: a real PostgreSQL, one migrated template, and a fresh clone of it for each test.

Tests commit for real, as the real roles; nothing is flushed or rolled back, so append-only tables stay append-only.
"""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from huizhi.interfaces.cli.postgres import APP, OWNER, PUBLIC, SUPER, Server, ensure

pytest_plugins = ["architecture.proofs"]

ROOT = Path(__file__).resolve().parent
STATE = ROOT / ".huizhi" / "test"
_numbers = count()


def pytest_configure(config: pytest.Config) -> None:
    """The process that starts the run owns the server; workers join it."""
    if not hasattr(config, "workerinput") and not config.option.collectonly:
        config.stash[_SERVER] = _start()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server with the run that started it."""
    server = config.stash.get(_SERVER, None)
    if server is not None:
        server.stop()


_SERVER = pytest.StashKey[Server]()


def _start() -> Server:
    return ensure(STATE, durable=False, external=False)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of outside truth (HUIZHI_SHARED): a stranger's clone has none, and then the test is skipped."""
    folder = Path(os.environ.get("HUIZHI_SHARED", str(ROOT.parent / "shared")))
    if not folder.is_dir():
        if os.environ.get("HUIZHI_REQUIRE_SHARED") == "1":
            pytest.fail(f"HUIZHI_REQUIRE_SHARED=1, but there is no folder {folder}")
        pytest.skip("no shared data here (HUIZHI_SHARED)")
    return folder


@pytest.fixture(scope="session")
def server(pytestconfig: pytest.Config) -> Server:
    """The running test server."""
    found = pytestconfig.stash.get(_SERVER, None)
    return found if found is not None else _start()


def use_database(server: Server, name: str, role: str = APP) -> None:
    """Point both connections of this process at a database."""
    for alias, user in (("default", role), ("public", PUBLIC if role == APP else role)):
        connections[alias].close()
        login = server.login(user, name)
        connections[alias].settings_dict.update(
            NAME=login["dbname"], HOST=login["host"], PORT=login["port"], USER=login["user"], PASSWORD=login["password"]
        )


def _digest_of(*folders: str) -> str:
    """Changes whenever something that shapes a template changes."""
    seen = sha256()
    places = [ROOT / "src" / "huizhi" / name for name in folders]
    files = [f for folder in places for f in folder.rglob("*") if f.suffix in {".py", ".yaml", ".csv", ".sql"}]
    for file in sorted(f for f in files if "tests" not in f.parts):
        seen.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes() + b"\0")
    return seen.hexdigest()[:16]


SCHEMA = ("kernel", "kit/migrations", "domains")


def _made_once(server: Server, prefix: str, digest: str, source: str, build: Callable[[str], None]) -> str:
    """The name of a database that is made once for each digest, whoever asks first; older ones of its prefix go."""
    name = f"{prefix}_{digest}"
    with (STATE / f"{prefix}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with server.connect(SUPER, "postgres") as connection:
            rows = connection.execute("select datname from pg_database where datname like %s", [f"{prefix}\\_%"]).fetchall()
            known = {row[0] for row in rows}
            if name in known:
                return name
            for old in known:
                connection.execute(f'drop database if exists "{old}"')
            connection.execute(f'create database "{name}_new" owner {OWNER} template "{source}"')
        build(f"{name}_new")
        for alias in connections:
            connections[alias].close()
        with server.connect(SUPER, "postgres") as connection:
            connection.execute(f'alter database "{name}_new" rename to "{name}"')
    return name


@pytest.fixture(scope="session")
def template(server: Server, django_db_blocker: Any) -> str:
    """The name of the migrated, empty database that tests clone."""

    def build(name: str) -> None:
        from huizhi.interfaces.cli.migrating import bring_up_to_date

        with django_db_blocker.unblock():
            use_database(server, name, OWNER)
            bring_up_to_date()

    return _made_once(server, "hz_template", _digest_of(*SCHEMA), "template0", build)


DEMO_AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # an hour before `at`
DEMO_PASSWORD = "demo-only-password"


@pytest.fixture(scope="session")
def demo_template(server: Server, template: str, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The same with the demo province of seed 1 in it: all organs, accounts of every role, 200 entities."""

    def build(name: str) -> None:
        from huizhi.demo.province import Wish, make_province

        with django_db_blocker.unblock():
            use_database(server, name)
            make_province(Wish(entities=200, seed=1), at=DEMO_AT, password=DEMO_PASSWORD, folder=tmp_path_factory.mktemp("demo"))

    return _made_once(server, "hz_demo", _digest_of(*SCHEMA, "demo"), template, build)


@contextmanager
def cloned(server: Server, template: str, purpose: str) -> Iterator[str]:
    """A copy of the template under a name of its own, dropped afterwards."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    name = f"hz_{purpose}_{worker}_{os.getpid()}_{next(_numbers)}"
    with server.connect(SUPER, "postgres") as connection:
        connection.execute(f'create database "{name}" template "{template}" owner {OWNER}')
    try:
        yield name
    finally:
        for alias in connections:
            connections[alias].close()
        with server.connect(SUPER, "postgres") as connection:
            connection.execute(f'drop database if exists "{name}" with (force)')


@pytest.fixture
def db(
    request: pytest.FixtureRequest, server: Server, template: str, django_db_blocker: Any, tmp_path: Path, settings: Any
) -> Iterator[str]:
    """A fresh database for one test, connected as the application's role; its name is the value.

    A test that takes `province` gets the demo province in it, every other one an empty register.
    """
    if "province" in request.fixturenames:
        template = request.getfixturevalue("demo_template")
    settings.LEDGER_FOLDER = tmp_path / "ledger"  # a head of another database would make this one stale
    with cloned(server, template, "t") as name, django_db_blocker.unblock():
        use_database(server, name)
        yield name


@dataclass(frozen=True)
class DemoProvince:
    """The demo province of this test: two counties with an account for every role, `clerk.430102`; one password for all."""

    home: str
    neighbour: str
    password: str

    def logins(self) -> list[str]:
        """Every account of the demo."""
        from huizhi.kernel.access.models import Account
        from huizhi.kernel.access.services import scope, system_viewer

        with scope(system_viewer("demo")):
            return list(Account.objects.filter(is_demo=True).order_by("login").values_list("login", flat=True))

    def viewer(self, login: str, *, at: datetime) -> Any:
        """Who somebody is when signed in with that account."""
        from huizhi.kernel.access import services as access

        found = access.viewer_of(access.sign_in(login=login, password=self.password, at=at), at=at)
        assert found is not None, f"{login} cannot sign in"
        return found


@pytest.fixture
def province(db: str) -> DemoProvince:
    """The demo province of seed 1, to oneself."""
    from huizhi.demo.accounts import home

    here, neighbour = home()
    return DemoProvince(here, neighbour, DEMO_PASSWORD)


@pytest.fixture
def superuser(server: Server, db: str) -> Iterator[Any]:
    """A superuser's connection (psycopg, autocommit) to this test's database: for tamper tests and for looking behind fences."""
    with server.connect(SUPER, db) as connection:
        yield connection


@pytest.fixture
def at() -> datetime:
    """A fixed instant: services are told the time."""
    return datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # 10:00 in Shanghai, a Monday


@pytest.fixture(autouse=True)
def app_role_is_least(request: pytest.FixtureRequest) -> None:
    """The suite stops when the application's role is more than it may be."""
    if "db" not in request.fixturenames:
        return
    request.getfixturevalue("db")
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "select rolsuper, rolbypassrls, exists (select 1 from pg_class where relowner = r.oid) from pg_roles r"
            " where rolname = current_user"
        )
        if any(cursor.fetchone()):
            pytest.exit("current_user is superuser, bypasses row-level security or owns a table", returncode=3)
