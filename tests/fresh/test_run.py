"""`huizhi run` for real: it comes up, survives the death of each part, keeps the data, and leaves nothing behind."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fresh.driving import Running, clear, new_place, processes_of, until


@pytest.fixture
def state() -> Iterator[Path]:
    folder = new_place("run")
    yield folder / "instance"
    clear(folder)


def pid_of(state: Path, words: str) -> int:
    until(lambda: any(words in command for command in processes_of(state).values()))
    return min(pid for pid, command in processes_of(state).items() if words in command)


@pytest.mark.slow
@pytest.mark.timeout(900)
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
@pytest.mark.timeout(900)
def test_the_second_start_takes_seconds_and_the_death_of_the_supervisor_ends_everything(state: Path) -> None:
    assert Running(state, "--empty").stop() == 0
    started = time.monotonic()
    running = Running(state, "--empty")
    assert time.monotonic() - started < 60, "a quarter of it on a machine that is not busy with other tests"
    running.process.kill()
    running.process.wait()
    until(lambda: processes_of(state) == {})
    assert Running(state, "--empty").stop() == 0
