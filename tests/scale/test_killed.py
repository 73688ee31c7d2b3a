"""Killed at random thirty times under load: every acknowledged act and its leaf is there, and none is there twice."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import psycopg
import pytest

from huizhi.interfaces.cli.postgres.server import SUPER, read_record
from tests.fresh.driving import ROOT, Running, clear, done, new_place, processes_of, surroundings, until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

KILLS = 30
PARTS = ("postgres -D", "huizhi.interfaces.web.wsgi", "huizhi.interfaces.cli.worker", "huizhi.interfaces.cli.keeper", "writer.py")


@pytest.fixture
def state() -> Iterator[Path]:
    folder = new_place("killed")
    yield folder / "instance"
    clear(folder)


class Writers:
    """Processes that act; what was acknowledged to them stands in their files, also after they were killed."""

    def __init__(self, state: Path, count: int) -> None:
        self.state = state
        self.files = [state.parent / f"writer{n}" for n in range(count)]
        self.processes: dict[int, subprocess.Popen[bytes]] = {}
        self.look_after()

    def look_after(self) -> None:
        for n, file in enumerate(self.files):
            if n not in self.processes or self.processes[n].poll() is not None:
                command = [sys.executable, str(Path(__file__).with_name("writer.py")), f"w{n}"]
                with file.open("ab") as out:
                    self.processes[n] = subprocess.Popen(command, env=surroundings(self.state), stdout=out, stderr=out, cwd=ROOT)

    def stop(self) -> None:
        for process in self.processes.values():
            process.kill()
            process.wait()

    def acknowledged(self) -> list[str]:
        """Every uuid that was printed whole: a line that a kill cut short was acknowledged too, but cannot be read."""
        lines = [line for file in self.files for line in file.read_text().split("\n")[:-1]]
        assert [line for line in lines if len(line) != 36] == []
        return lines


def rows(state: Path, sql: str) -> list[tuple[object, ...]]:
    record = read_record(state)
    assert record is not None
    login = {key: record[key] for key in ("host", "port")}
    with psycopg.connect(
        **login, user=SUPER, password=record["passwords"][SUPER], dbname=record.get("database", "huizhi")
    ) as connection:
        return connection.execute(sql).fetchall()  # type: ignore[call-overload, no-any-return]


def kill(state: Path, first: int) -> str:
    """Kill -9 one part: the drawn one, or the next that is alive at this moment."""
    for n in range(len(PARTS)):
        words = PARTS[(first + n) % len(PARTS)]
        found = sorted(pid for pid, command in processes_of(state).items() if words in command)
        if found:
            os.kill(found[0], signal.SIGKILL)
            return words
    return ""


def drawn(n: int) -> bytes:
    return sha256(f"kill {n}".encode()).digest()


def test_every_acknowledged_act_has_one_leaf_whatever_was_killed(state: Path) -> None:
    running = Running(state, "--empty")
    writers = Writers(state, 3)
    until(lambda: len(writers.acknowledged()) > 20, 60)
    killed: Counter[str] = Counter()
    for n in range(KILLS):
        words = kill(state, drawn(n)[0])
        killed[words] += 1
        time.sleep(0.5 + drawn(n)[1] / 255)
        writers.look_after()
        assert running.process.poll() is None, f"the supervisor ended after {words}\n{running.said()}"
    before = len(writers.acknowledged())
    until(lambda: len(writers.acknowledged()) > before + 20, 90)
    writers.stop()
    until(running.answers, 60)
    until(lambda: rows(state, "select 1 from ledger_pending limit 1") == [], 90)
    leaves = Counter(str(row[0]) for row in rows(state, "select note_id from ledger_leaf where note_id is not null"))
    assert killed.keys() == set(PARTS), killed
    assert [uuid for uuid in writers.acknowledged() if leaves[uuid] != 1] == []
    assert set(leaves.values()) == {1}
    assert rows(state, "select count(*) from ledger_note") == [(len(leaves),)]
    assert "consistent" in done(state, "ledger", "audit")
    assert running.stop() == 0
