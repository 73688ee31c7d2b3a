"""The processes of a running instance: started, watched, started again with back-off, stopped."""

import contextlib
import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

PR_SET_PDEATHSIG = 1
LONGEST_PAUSE = 30.0
STEADY = 60.0  # seconds after which a process counts as well again
GRACE = 15.0  # seconds between the request to stop and the kill

Say = Callable[[str], None]


def _end_with_parent() -> None:
    """For preexec_fn: the kernel asks the process to stop when the supervisor dies, even by kill -9."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Child:
    """One process of the instance. Its group is its own, so that what it leaves behind is found and ended."""

    name: str
    label: str
    command: list[str]
    environment: dict[str, str]
    log: Path
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    deaths: int = 0
    due: float = field(default=0.0)  # when a dead one is started again

    def start(self) -> None:
        """Start it; what it prints goes to its log."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=_end_with_parent,
            )
        self.started = time.monotonic()

    def ask_to_stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def end(self, deadline: float) -> None:
        """Wait for it until the deadline, then end its whole group."""
        if self.process is None:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):  # it had its time: the group is killed below
            self.process.wait(max(0.1, deadline - time.monotonic()))
        self.sweep()
        self.process.wait()

    def sweep(self) -> None:
        """End what is left of its group: a killed server leaves workers that hold its port."""
        if self.process is None:
            return
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return

    def last_words(self) -> str:
        """The end of its log, for the message about its death."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        return lines[-1][-300:] if lines else ""


@dataclass
class Family:
    """All processes of the instance, and who is told what happens to them."""

    children: list[Child]
    say: Say

    def start(self) -> None:
        for child in self.children:
            child.start()

    def look_after(self) -> None:
        """One round: a dead process is announced and, when its pause is over, started again."""
        now = time.monotonic()
        for child in self.children:
            if child.process is None:
                if now >= child.due:
                    child.start()
                    self.say(f"{child.label} 已重新启动 / started again")
            elif child.process.poll() is not None:
                self._mourn(child, child.process.returncode, now)
            elif child.deaths and now - child.started > STEADY:
                child.deaths = 0

    def _mourn(self, child: Child, code: int, now: float) -> None:
        child.sweep()
        child.process = None
        pause = min(LONGEST_PAUSE, 0.5 * 2**child.deaths)
        child.deaths += 1
        child.due = now + pause
        self.say(f"{child.label} 意外结束（{code}），{pause:g} 秒后重启 / ended, restarts in {pause:g} s; {child.log}")
        words = child.last_words()
        if words:
            self.say(f"    {words}")

    def stop(self) -> None:
        """Ask all, wait for all, then end what is left."""
        for child in self.children:
            child.ask_to_stop()
        deadline = time.monotonic() + GRACE
        for child in self.children:
            child.end(deadline)
