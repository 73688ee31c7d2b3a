"""`huizhi run` for real: it comes up, survives the death of each part, keeps the data, and leaves nothing behind."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


class Running:
    """A running instance and what it has printed."""

    def __init__(self, state: Path, *arguments: str) -> None:
        self.log = state.parent / f"{state.name}.out"
        surroundings = {**os.environ, "HUIZHI_STATE": str(state), "PYTHONPATH": str(ROOT / "src")}
        surroundings.pop("DJANGO_SETTINGS_MODULE", None)
        surroundings.pop("HUIZHI_DATABASE_URL", None)
        command = [sys.executable, "-m", "huizhi.interfaces.cli.main", "run", *arguments]
        with self.log.open("w") as out:
            self.process = subprocess.Popen(command, env=surroundings, stdout=out, stderr=out, start_new_session=True, cwd=ROOT)
        until(lambda: "ready" in self.said() or self.process.poll() is not None, 120)
        found = re.search(r"http://127\.0\.0\.1:\d+/", self.said())
        assert found, self.said()
        self.address = found.group(0)

    def said(self) -> str:
        return self.log.read_text()

    def answers(self) -> bool:
        try:
            urllib.request.urlopen(self.address + "healthz", timeout=3).close()  # noqa: S310 (our own address)
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False
        return True

    def stop(self) -> int:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        return self.process.wait(60)


def until(condition: Callable[[], bool], seconds: float = 40) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.1)


def processes_of(state: Path) -> dict[int, str]:
    """pid -> command line of everything that has this state folder in its command or environment."""
    found = {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit() or int(folder.name) == os.getpid():
            continue
        try:
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            around = (folder / "environ").read_bytes()
        except OSError:
            continue  # it ended while we looked, or is another user's
        if str(state) in command or f"HUIZHI_STATE={state}\0".encode() in around:
            found[int(folder.name)] = command
    return found


@pytest.fixture
def state() -> Iterator[Path]:
    # Not under pytest's own folder, which each run closes to other users: root hands the server to another one.
    folder = Path(tempfile.mkdtemp(prefix="huizhi-run-"))
    folder.chmod(0o755)
    yield folder / "instance"
    for pid in processes_of(folder / "instance"):
        os.kill(pid, signal.SIGKILL)
    shutil.rmtree(folder, ignore_errors=True)


def pid_of(state: Path, words: str) -> int:
    until(lambda: any(words in command for command in processes_of(state).values()))
    return min(pid for pid, command in processes_of(state).items() if words in command)


@pytest.mark.slow
def test_an_instance_survives_the_death_of_each_part_and_stops_without_a_trace(state: Path) -> None:
    running = Running(state, "--empty")
    assert running.answers()
    for words, announcement in (
        ("huizhi.interfaces.web.wsgi", "web 已重新启动"),
        ("huizhi.interfaces.cli.worker", "worker 已重新启动"),
        ("postgres -D", "数据库已恢复"),
    ):
        os.kill(pid_of(state, words), signal.SIGKILL)
        until(lambda expected=announcement: expected in running.said())  # type: ignore[misc]
    until(running.answers)
    assert running.stop() == 0
    assert "stopped" in running.said()
    until(lambda: processes_of(state) == {})


@pytest.mark.slow
def test_the_second_start_takes_seconds_and_the_death_of_the_supervisor_ends_everything(state: Path) -> None:
    assert Running(state, "--empty").stop() == 0
    started = time.monotonic()
    running = Running(state, "--empty")
    assert time.monotonic() - started < 15
    running.process.kill()
    running.process.wait()
    until(lambda: processes_of(state) == {})
    assert Running(state, "--empty").stop() == 0
