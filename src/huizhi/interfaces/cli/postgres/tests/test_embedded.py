"""The embedded server: made once, joined, restarted after a crash, never overwritten."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from huizhi.interfaces.cli import postgres
from huizhi.interfaces.cli.postgres import APP, EXPORT, OWNER, PUBLIC, SUPER, DatabaseRefused, Server


def start(folder: Path) -> Server:
    return postgres.ensure(folder, durable=False, external=False)


@pytest.fixture
def folder() -> Iterator[Path]:
    # Not under pytest's own folder, which each run closes to other users: root hands the server to another one.
    made = Path(tempfile.mkdtemp(prefix="huizhi-pg-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def server(folder: Path) -> Iterator[Server]:
    running = start(folder)
    yield running
    running.stop()


def test_the_first_start_makes_roles_that_are_no_more_than_they_need(server: Server) -> None:
    with server.connect() as connection:
        rows = connection.execute(
            "SELECT rolname, rolsuper, rolcreatedb, rolcreaterole, rolbypassrls FROM pg_roles "
            "WHERE rolname LIKE 'hz%' AND rolname <> 'hz_super' ORDER BY 1"
        ).fetchall()
    assert rows == [
        (APP, False, False, False, False),
        (EXPORT, False, False, False, True),
        (OWNER, False, True, False, False),
        (PUBLIC, False, False, False, False),
    ]


def test_codes_are_compared_byte_by_byte_and_chinese_has_trigrams(server: Server) -> None:
    with server.connect(OWNER) as connection:
        connection.execute("CREATE EXTENSION pg_trgm")
        assert connection.execute("SELECT '4301' < '4301~' AND '430102' < '4301~' AND 'Z' < 'a'").fetchone() == (True,)
        assert connection.execute("SELECT cardinality(show_trgm('长沙市')) > 1").fetchone() == (True,)


def test_a_role_needs_its_own_password(server: Server) -> None:
    stranger = {**server.login(APP), "password": server.passwords[PUBLIC]}
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(**stranger)


def test_a_second_start_keeps_the_data_and_a_second_starter_joins(folder: Path) -> None:
    first = start(folder)
    with first.connect(OWNER) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS n")
    joined = start(folder)
    assert (first.owned, joined.owned) == (True, False)
    joined.stop()
    with joined.connect(OWNER) as connection:
        assert connection.execute("SELECT n FROM kept").fetchone() == (7,)
    first.stop()
    again = start(folder)
    with again.connect(OWNER) as connection:
        assert connection.execute("SELECT n FROM kept").fetchone() == (7,)
    again.stop()


def test_the_start_after_a_kill_finds_its_way_past_the_leftovers(folder: Path) -> None:
    first = start(folder)
    assert first.pid is not None
    os.kill(first.pid, signal.SIGKILL)
    first.stop()
    again = start(folder)
    with again.connect() as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    again.stop()


def test_a_pid_file_naming_a_living_stranger_does_not_block_for_ever(folder: Path) -> None:
    first = start(folder)
    lines = (folder / "data" / "postmaster.pid").read_text().split("\n")
    owner = (folder / "data").stat()
    first.stop()
    stranger = subprocess.Popen(["/bin/sleep", "60"], user=owner.st_uid if os.geteuid() == 0 else None)
    try:
        stale = folder / "data" / "postmaster.pid"
        stale.write_text("\n".join([str(stranger.pid), *lines[1:]]))
        os.chown(stale, owner.st_uid, owner.st_gid)
        again = start(folder)
        assert again.owned
        again.stop()
    finally:
        stranger.kill()
        stranger.wait()


def test_the_server_ends_with_the_process_that_started_it(folder: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from huizhi.interfaces.cli import postgres;"
        "server = postgres.ensure(Path(sys.argv[1]), durable=False, external=False);"
        "print(server.pid, flush=True); time.sleep(60)"
    )
    starter = subprocess.Popen([sys.executable, "-c", program, str(folder)], stdout=subprocess.PIPE, text=True)
    assert starter.stdout is not None
    pid = int(starter.stdout.readline())
    starter.kill()
    starter.wait()
    starter.stdout.close()
    end = time.monotonic() + 20
    while Path(f"/proc/{pid}").exists() and time.monotonic() < end:
        time.sleep(0.05)
    assert not Path(f"/proc/{pid}").exists()


def test_data_without_its_record_is_refused_and_left_alone(folder: Path) -> None:
    start(folder).stop()
    (folder / "server.json").unlink()
    with pytest.raises(DatabaseRefused, match="CLI-001"):
        start(folder)
    assert (folder / "data" / "PG_VERSION").exists()


def test_the_record_is_readable_to_its_owner_alone(server: Server, folder: Path) -> None:
    assert (folder / "server.json").stat().st_mode & 0o777 == 0o600
    assert server.passwords[SUPER] not in repr(server)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands the server to another user")
def test_root_is_told_when_the_folder_lies_in_a_closed_home(folder: Path) -> None:
    folder.chmod(0o700)
    with pytest.raises(DatabaseRefused, match="HUIZHI_STATE"):
        start(folder / "instance")
