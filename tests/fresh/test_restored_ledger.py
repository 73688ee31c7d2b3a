"""backup -> restore: the same head goes on; an older backup refuses to sign a second past."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fresh.driving import ROOT, Running, clear, done, huizhi, new_place, surroundings, until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

ACT = """
from huizhi.interfaces.cli.opening import opened
with opened():
    from huizhi.kernel.access.services import scope, system_viewer
    from huizhi.kernel.ledger.services import note
    from huizhi.lib import clock
    with scope(system_viewer("doctor")):
        note("test.acted", "test:1", {"n": 1}, at=clock.now())
"""


def act(state: Path) -> None:
    """One act of consequence."""
    subprocess.run([sys.executable, "-c", ACT], env=surroundings(state), check=True, cwd=ROOT)


def size_of(state: Path, *which: str) -> int:
    """Size of the latest head, or 0."""
    answer = huizhi(state, "ledger", "head", *which)
    return int(answer.stdout.splitlines()[1]) if answer.returncode == 0 else 0


@pytest.fixture
def place() -> Iterator[Path]:
    folder = new_place("restored")
    yield folder
    clear(folder)


def test_a_restored_instance_goes_on_from_the_same_head_and_an_older_backup_refuses_to_sign(place: Path) -> None:
    first = place / "first"
    running = Running(first, "--empty")
    act(first)
    until(lambda: size_of(first) > 0, 60)
    done(first, "backup", str(place / "older"), "--with-keys")
    before = size_of(first)
    act(first)
    until(lambda: size_of(first, "--cosigned") > before, 60)
    assert running.stop() == 0
    done(first, "backup", str(place / "latest"), "--with-keys")

    same = place / "same"
    said = done(same, "restore", str(place / "latest"))
    head = done(first, "ledger", "head")
    assert head == done(same, "ledger", "head")
    assert head.splitlines()[2] in said, "the restore prints the head that it went back to"
    manifest = json.loads((place / "latest" / "manifest.json").read_text())
    assert sum(manifest["rows"].values()) > 0
    going_on = Running(same)
    act(same)
    until(lambda: size_of(same) > before + 1, 60)
    assert going_on.stop() == 0

    old = place / "old"
    done(old, "restore", str(place / "older"))
    refused = Running(old)
    act(old)
    until(lambda: "LEDGER-0" in (old / "logs" / "keeper.log").read_text(), 60)
    assert size_of(old) == before, "nothing has been signed"
    answer = huizhi(old, "ledger", "sequence-once")
    assert answer.returncode == 1
    assert "LEDGER-0" in answer.stderr
    assert refused.stop() == 0
