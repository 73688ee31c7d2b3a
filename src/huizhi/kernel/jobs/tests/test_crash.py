"""A worker killed in the middle of a job: the next one goes on, and nothing is done twice or left out."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from huizhi.kernel.jobs import services
from huizhi.kernel.jobs.models import Job
from huizhi.kernel.jobs.tests import kinds  # noqa: F401 (declares test.count)
from huizhi.lib import clock

WORKER = """
import signal, threading
import django
django.setup()
from datetime import timedelta
from huizhi.kernel.jobs import services
from huizhi.kernel.jobs.tests import kinds
stop = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: stop.set())
print("ready", flush=True)
services.work(stop, silent_for=timedelta(seconds=2))
"""


@pytest.fixture
def worker(server: Any, db: str, tmp_path: Path) -> Iterator[Any]:
    """Starts worker processes on this test's database; whatever still lives at the end is killed."""
    login = server.login("hz_app", db)
    record = {"host": login["host"], "port": login["port"], "database": db, "passwords": server.passwords}
    (tmp_path / "server.json").write_text(json.dumps(record), encoding="utf-8")
    living: list[subprocess.Popen[bytes]] = []

    def begin() -> subprocess.Popen[bytes]:
        surroundings = {**os.environ, "HUIZHI_STATE": str(tmp_path), "DJANGO_SETTINGS_MODULE": "huizhi.settings.test"}
        surroundings["PYTHONPATH"] = os.pathsep.join(p for p in sys.path if p)
        process = subprocess.Popen([sys.executable, "-c", WORKER], env=surroundings, stdout=subprocess.PIPE)
        living.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        return process

    yield begin
    for process in living:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


def wait_for(superuser: Any, question: str, answer: Any, seconds: float = 40) -> None:
    for _ in range(int(seconds * 10)):
        if superuser.execute(question).fetchone()[0] == answer:
            return
        time.sleep(0.1)
    pytest.fail(f"{question} did not become {answer}")


def queue_a_count(superuser: Any, upto: int) -> Job:
    superuser.execute("create table effect (n int not null)")
    superuser.execute("grant select, insert on effect to hz_app")
    now: datetime = clock.now()
    with services.opened("430102"):
        return services.start("test.count", {"upto": upto, "pause": 0.05}, by="王晓", scope_code="430102", at=now)


def test_after_kill_9_the_next_worker_goes_on_and_nothing_is_doubled(worker: Any, superuser: Any) -> None:
    queue_a_count(superuser, 500)
    first = worker()
    wait_for(superuser, "select count(*) >= 100 from effect", True)
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert superuser.execute("select state from jobs_job where kind = 'test.count'").fetchone()[0] == "running"
    worker()
    wait_for(superuser, "select state from jobs_job where kind = 'test.count'", "done")
    assert superuser.execute("select count(*), count(distinct n), max(n) from effect").fetchone() == (500, 500, 499)
    assert superuser.execute("select attempt >= 2 from jobs_job where kind = 'test.count'").fetchone()[0]


def test_a_worker_told_to_stop_puts_its_job_back_at_once_and_the_next_goes_on(worker: Any, superuser: Any) -> None:
    queue_a_count(superuser, 300)
    first = worker()
    wait_for(superuser, "select count(*) >= 50 from effect", True)
    first.send_signal(signal.SIGTERM)
    assert first.wait(20) == 0
    assert superuser.execute("select state, failures from jobs_job where kind = 'test.count'").fetchone() == ("queued", 0)
    worker()
    wait_for(superuser, "select state from jobs_job where kind = 'test.count'", "done")
    assert superuser.execute("select count(*), count(distinct n) from effect").fetchone() == (300, 300)


def test_a_database_that_throws_everybody_out_is_waited_for_and_nothing_is_doubled(worker: Any, superuser: Any) -> None:
    queue_a_count(superuser, 400)
    process = worker()
    for reached in (50, 150, 250):
        wait_for(superuser, f"select count(*) >= {reached} from effect", True)
        superuser.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'hz_app' and datname = current_database()"
        )
    wait_for(superuser, "select state from jobs_job where kind = 'test.count'", "done", seconds=90)
    assert process.poll() is None
    assert superuser.execute("select count(*), count(distinct n) from effect").fetchone() == (400, 400)
