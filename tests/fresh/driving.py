"""How the tests here drive a real instance: its folder, its verbs, a running one."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def new_place(purpose: str) -> Path:
    """Not under pytest's own folder, which each run closes to other users: root hands the server to another one."""
    folder = Path(tempfile.mkdtemp(prefix=f"huizhi-{purpose}-"))
    folder.chmod(0o755)
    return folder


def clear(place: Path) -> None:
    """The folder, what still runs in it, and the witnesses that its instances introduced."""
    for pid in processes_of(place):
        os.kill(pid, signal.SIGKILL)
    for pointer in place.glob("*/ledger/witness-home"):
        shutil.rmtree(pointer.read_text().strip(), ignore_errors=True)
    shutil.rmtree(place, ignore_errors=True)


def surroundings(state: Path) -> dict[str, str]:
    kept = {**os.environ, "HUIZHI_STATE": str(state), "PYTHONPATH": str(ROOT / "src")}
    for name in ("DJANGO_SETTINGS_MODULE", "HUIZHI_DATABASE_URL"):
        kept.pop(name, None)
    if "GIVEN" in kept:  # a test that brings a server of its own
        kept["HUIZHI_DATABASE_URL"] = kept.pop("GIVEN")
    return kept


def huizhi(state: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "huizhi.interfaces.cli.main", *arguments]
    return subprocess.run(command, env=surroundings(state), capture_output=True, text=True, check=False, cwd=ROOT)


def done(state: Path, *arguments: str) -> str:
    answer = huizhi(state, *arguments)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    return answer.stdout


def free_port() -> int:
    """A port of its own for each instance: tests run beside one another."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Running:
    """A running instance and what it has printed."""

    def __init__(self, state: Path, *arguments: str) -> None:
        self.log = state.parent / f"{state.name}.out"
        command = [sys.executable, "-m", "huizhi.interfaces.cli.main", "run", "--port", str(free_port()), *arguments]
        with self.log.open("w") as out:
            self.process = subprocess.Popen(
                command, env=surroundings(state), stdout=out, stderr=out, start_new_session=True, cwd=ROOT
            )
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
        if str(state) in command or f"HUIZHI_STATE={state}".encode() in around:
            found[int(folder.name)] = command
    return found
