"""A server that somebody else runs: used when it suffices, refused with the exact reason when it does not."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from huizhi.interfaces.cli import postgres
from huizhi.interfaces.cli.postgres import APP, OWNER, SUPER, DatabaseRefused, Server


@pytest.fixture
def foreign() -> Iterator[Server]:
    """A server without any of our login roles, administered by hz_super."""
    folder = Path(tempfile.mkdtemp(prefix="huizhi-pg-"))
    folder.chmod(0o755)
    server = postgres.ensure(folder, durable=False, external=False)
    with server.connect(SUPER, "postgres") as connection:
        connection.execute("DROP DATABASE huizhi")
        for role in postgres.LOGIN_ROLES:
            connection.execute(f"DROP ROLE {role}")
    yield server
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


def address(server: Server, user: str, password: str, database: str = "huizhi") -> str:
    return f"postgresql://{user}:{password}@127.0.0.1:{server.port}/{database}"


def test_roles_and_database_are_made_where_missing_and_found_again(
    foreign: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUIZHI_DATABASE_URL", address(foreign, SUPER, foreign.passwords[SUPER]))
    for _ in range(2):
        server = postgres.ensure(tmp_path / "instance")
        assert (server.embedded, server.owned) == (False, False)
        with server.connect(APP) as connection:
            assert connection.execute("SELECT current_user, current_database()").fetchone() == (APP, "huizhi")
        with server.connect(OWNER) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS mine (n int)")


def test_roles_of_unknown_password_are_refused(foreign: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUIZHI_DATABASE_URL", address(foreign, SUPER, foreign.passwords[SUPER]))
    postgres.ensure(tmp_path / "one")
    with pytest.raises(DatabaseRefused, match="hz_app"):
        postgres.ensure(tmp_path / "other")


def test_a_user_of_too_few_rights_is_told_which_right_is_lacking(
    foreign: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with foreign.connect(SUPER, "postgres") as connection:
        connection.execute("CREATE ROLE clerk LOGIN PASSWORD 'clerk'")
    monkeypatch.setenv("HUIZHI_DATABASE_URL", address(foreign, "clerk", "clerk"))
    with pytest.raises(DatabaseRefused, match="ALTER ROLE clerk SUPERUSER"):
        postgres.ensure(tmp_path / "instance")


def test_a_database_of_another_owner_or_collation_is_refused(
    foreign: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with foreign.connect(SUPER, "postgres") as connection:
        connection.execute("CREATE DATABASE huizhi")
    monkeypatch.setenv("HUIZHI_DATABASE_URL", address(foreign, SUPER, foreign.passwords[SUPER]))
    with pytest.raises(DatabaseRefused, match="ALTER DATABASE huizhi OWNER TO hz_owner"):
        postgres.ensure(tmp_path / "instance")
    with foreign.connect(SUPER, "postgres") as connection:
        connection.execute("DROP DATABASE huizhi")
        connection.execute("CREATE DATABASE huizhi OWNER hz_owner TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'")
    with pytest.raises(DatabaseRefused, match="SQL_ASCII"):
        postgres.ensure(tmp_path / "instance")


def test_an_address_where_nobody_answers_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUIZHI_DATABASE_URL", "postgresql://nobody:none@127.0.0.1:1/huizhi")
    with pytest.raises(DatabaseRefused, match="CLI-001"):
        postgres.ensure(tmp_path / "instance")
    assert not (tmp_path / "instance").exists()


def test_the_password_of_a_refused_connection_is_not_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUIZHI_DATABASE_URL", "postgresql://nobody:s3cret@127.0.0.1:1/huizhi")
    with pytest.raises(DatabaseRefused) as refusal:
        postgres.ensure(tmp_path / "instance")
    assert "s3cret" not in str(refusal.value)
    assert isinstance(refusal.value.__cause__, psycopg.OperationalError)
