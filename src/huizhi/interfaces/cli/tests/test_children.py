"""The processes of an instance: a dead one comes back, none is left behind."""

import os
import signal
import sys
import time
from pathlib import Path

from huizhi.interfaces.cli.children import Child, Family

# A process with a child of its own that ignores requests to stop, as a web server's worker may.
PARENT = """
import subprocess, sys, time
print(subprocess.Popen([sys.executable, "-c", "import signal, time; signal.signal(15, 1); time.sleep(60)"]).pid, flush=True)
time.sleep(60)
"""


def child(tmp_path: Path, program: str) -> Child:
    return Child("one", "一号 one", [sys.executable, "-c", program], dict(os.environ), tmp_path / "one.log")


def until(condition: object, seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():  # type: ignore[operator]
            return True
        time.sleep(0.02)
    return False


def is_alive(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rsplit(")", 1)[1].split()[0] != "Z"


def test_a_dead_process_is_announced_with_its_last_words_and_started_again(tmp_path: Path) -> None:
    said: list[str] = []
    one = child(tmp_path, "import sys, time; print('last words', flush=True); time.sleep(0.2); sys.exit(3)")
    family = Family([one], said.append)
    family.start()
    assert until(lambda: family.look_after() or any("started again" in line for line in said))
    family.stop()
    assert "（3）" in said[0]
    assert "last words" in said[1]


def test_the_pause_before_a_restart_grows_and_is_bounded(tmp_path: Path) -> None:
    one = child(tmp_path, "raise SystemExit(1)")
    family = Family([one], lambda _: None)
    pauses = []
    for _ in range(9):
        one.start()
        assert one.process is not None
        one.process.wait()
        before = time.monotonic()
        family.look_after()
        pauses.append(round(one.due - before, 1))
    assert pauses == [0.5, 1, 2, 4, 8, 16, 30, 30, 30]


def test_what_a_killed_process_leaves_behind_is_ended_before_it_starts_again(tmp_path: Path) -> None:
    one = child(tmp_path, PARENT)
    family = Family([one], lambda _: None)
    family.start()
    assert until(lambda: one.last_words().isdigit())
    grandchild = int(one.last_words())
    assert one.process is not None
    os.kill(one.process.pid, signal.SIGKILL)
    assert until(lambda: family.look_after() or not is_alive(grandchild))
    family.stop()


def test_stopping_ends_the_whole_group(tmp_path: Path) -> None:
    one = child(tmp_path, PARENT)
    family = Family([one], lambda _: None)
    family.start()
    assert until(lambda: one.last_words().isdigit())
    family.stop()
    assert until(lambda: not is_alive(int(one.last_words())))
