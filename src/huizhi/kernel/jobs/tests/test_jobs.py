"""A job is asked for in a transaction, runs once, can be stopped and goes on where it was."""

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from huizhi.kernel.jobs import queries, services
from huizhi.kernel.jobs.models import Checkpoint, Job
from huizhi.kernel.jobs.tests import kinds
from huizhi.kernel.jobs.types import AlreadyQueued, NotResumable, Superseded, UnknownKind

COUNTY, NEIGHBOUR = "430102", "430103"


@pytest.fixture(autouse=True)
def effects(db: str, superuser: Any, tmp_path: Path, settings: Any) -> Iterator[None]:
    superuser.execute("create table effect (n int not null)")
    superuser.execute("grant select, insert on effect to hz_app")
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "files"}},
    }
    yield


def start(kind: str, args: dict[str, Any], at: datetime, **more: Any) -> Job:
    with services.opened(COUNTY):
        return services.start(kind, args, by="王晓", scope_code=COUNTY, at=at, **more)


def written() -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("select n from effect order by n")
        return [row[0] for row in cursor.fetchall()]


def waiting_lines() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from procrastinate_jobs where status = 'todo'")
        return int(cursor.fetchone()[0])


def test_a_job_runs_and_leaves_its_progress_and_report(at: datetime) -> None:
    job = services.run_now(start("test.count", {"upto": 25}, at))
    assert (job.state, job.done, job.total, job.report) == ("done", 25, 25, {"written": 25})
    assert written() == list(range(25))


def test_a_job_asked_for_in_a_transaction_that_rolls_back_never_existed(at: datetime) -> None:
    with pytest.raises(ZeroDivisionError), services.opened(COUNTY):
        services.start("test.count", {"upto": 1}, by="王晓", scope_code=COUNTY, at=at)
        _ = 1 / 0
    assert waiting_lines() == 0
    with services.opened("system:jobs"):
        assert not Job.objects.exists()


def test_an_unknown_kind_or_argument_is_refused_before_anything_is_queued(at: datetime) -> None:
    with pytest.raises(UnknownKind, match="没有名为"):
        start("test.nothing", {}, at)
    with pytest.raises(UnknownKind, match="参数不符"):
        start("test.count", {"upto": 1, "colour": "red"}, at)


def test_a_neighbour_does_not_see_the_job_and_cannot_stop_it(at: datetime) -> None:
    job = start("test.count", {"upto": 25}, at)
    with services.opened(NEIGHBOUR):
        assert queries.get(job.uuid) is None
        with pytest.raises(Job.DoesNotExist):
            services.cancel(job.uuid, by="李四", at=at)


def test_while_one_waits_a_second_with_the_same_key_is_refused_and_afterwards_not(at: datetime) -> None:
    first = start("test.count", {"upto": 5}, at, unique_key="file-1")
    with pytest.raises(AlreadyQueued):
        start("test.count", {"upto": 5}, at, unique_key="file-1")
    services.run_now(first)
    assert start("test.count", {"upto": 5}, at, unique_key="file-1").pk != first.pk


def test_the_same_key_in_another_county_tells_nobody_that_the_first_exists(at: datetime) -> None:
    start("test.count", {"upto": 5}, at, unique_key="file-1")
    with services.opened(NEIGHBOUR):
        services.start("test.count", {"upto": 5}, by="李四", scope_code=NEIGHBOUR, at=at, unique_key="file-1")


def test_a_waiting_job_stops_at_once_and_then_does_not_run(at: datetime) -> None:
    job = start("test.count", {"upto": 25}, at)
    with services.opened(COUNTY):
        services.cancel(job.uuid, by="王晓", at=at)
    assert services.run_now(job).state == "cancelled"
    assert written() == []
    with pytest.raises(NotResumable), services.opened(COUNTY):
        services.cancel(job.uuid, by="王晓", at=at)


def test_a_running_job_stops_when_asked_and_goes_on_from_its_checkpoint(at: datetime) -> None:
    job = start("test.count", {"upto": 200, "pause": 0.25}, at)
    runner = threading.Thread(target=run_and_close, args=(job,))
    runner.start()
    wait_until(lambda: len(written()) >= 20)
    with services.opened(COUNTY):
        services.cancel(job.uuid, by="王晓", at=at)
    runner.join(20)
    with services.opened(COUNTY):
        stopped = Job.objects.get(pk=job.pk)
        assert stopped.state == "cancelled"
        assert 0 < len(written()) < 200
        stopped.args = {"upto": 200}
        stopped.save(update_fields=["args"])
        services.resume(job.uuid, by="王晓", at=at)
    assert services.run_now(job).state == "done"
    assert written() == list(range(200))


def run_and_close(job: Job) -> None:
    try:
        services.run_now(job)
    finally:
        connection.close()


def wait_until(true: Any, seconds: float = 20) -> None:
    limit = threading.Event()
    for _ in range(int(seconds / 0.05)):
        if true():
            return
        limit.wait(0.05)
    pytest.fail("it did not happen in time")


def test_a_refusal_keeps_its_code_its_words_its_report_and_the_file_of_refused_rows(at: datetime, tmp_path: Path) -> None:
    job = services.run_now(start("test.refuse", {"folder": str(tmp_path)}, at))
    assert (job.state, job.error_code, job.report) == ("failed", "TEST-001", {"refused": 1})
    assert "请重新上传" in job.error
    with services.opened(COUNTY):
        (kept,) = queries.attachments(job)
    assert (kept.name, kept.size) == ("refused.csv", (tmp_path / "refused.csv").stat().st_size)
    with services.opened(NEIGHBOUR):
        assert queries.attachments(job) == []


def test_a_program_error_is_told_without_its_words_for_they_may_hold_personal_data(at: datetime) -> None:
    job = services.run_now(start("test.break", {}, at))
    assert (job.state, job.error_code) == ("failed", "JOB-004")
    assert "LookupError" in job.error
    assert "张三" not in job.error


def test_a_passing_error_is_tried_again_later_and_later_and_given_up_after_the_declared_number(at: datetime) -> None:
    job = services.run_now(start("test.flaky", {"fails": 9}, at))
    assert job.state == "queued"
    first_wait = job.not_before - job.began_at
    job = services.run_now(job)
    assert job.not_before - job.began_at >= first_wait + timedelta(seconds=9)
    job = services.run_now(job)
    assert (job.state, job.error_code) == ("failed", "JOB-005")


def test_a_passing_error_that_passes_leaves_a_finished_job(at: datetime) -> None:
    job = services.run_now(start("test.flaky", {"fails": 1}, at))
    assert services.run_now(job).state == "done"


def test_a_worker_that_was_believed_dead_cannot_commit_any_more(at: datetime) -> None:
    job = start("test.count", {"upto": 30}, at)

    class Stolen(services.Run):
        pass

    with services.opened("system:jobs"):
        Checkpoint.objects.create(job=job, attempt=2, point=10)
        job.attempt = 1
    sleeper = Stolen(job, services.kind_of("test.count"), 0, threading.Event())
    with pytest.raises(Superseded):
        kinds.count(sleeper, upto=30)
    assert written() == []


def test_progress_tells_rate_and_time_left(at: datetime) -> None:
    job = Job(kind="test.count", state="running", began_at=at, heartbeat_at=at + timedelta(seconds=10), done_before=100)
    job.done, job.total = 300, 1300
    told = queries.progress(job, at=at + timedelta(seconds=20))
    assert (told.per_second, told.left, told.percent) == (20.0, timedelta(seconds=40), 23)
    job.done_before = None
    assert queries.progress(job, at=at).left is None


def test_a_lost_job_is_found_by_its_silent_heartbeat_and_a_stubborn_one_is_given_up(at: datetime) -> None:
    job = start("test.count", {"upto": 30}, at)
    with services.opened("system:jobs"):
        Job.objects.filter(pk=job.pk).update(state="running", heartbeat_at=at, attempt=1)
    assert services.revive_lost(at=at + timedelta(seconds=20), silent_for=timedelta(seconds=30)) == []
    (found,) = services.revive_lost(at=at + timedelta(seconds=40), silent_for=timedelta(seconds=30))
    assert (found.pk, found.state, found.failures) == (job.pk, "queued", 1)
    with services.opened("system:jobs"):
        Job.objects.filter(pk=job.pk).update(state="running", heartbeat_at=at, failures=4)
    (found,) = services.revive_lost(at=at + timedelta(seconds=80), silent_for=timedelta(seconds=30))
    assert (found.state, found.error_code) == ("failed", "JOB-005")


def test_a_job_that_gets_further_each_time_is_never_given_up(at: datetime) -> None:
    job = start("test.count", {"upto": 30}, at)
    with services.opened("system:jobs"):
        Job.objects.filter(pk=job.pk).update(state="running", heartbeat_at=at, failures=4, done_before=100, done=110)
    (found,) = services.revive_lost(at=at + timedelta(seconds=40), silent_for=timedelta(seconds=30))
    assert (found.state, found.failures) == ("queued", 1)


def test_a_waiting_job_whose_line_in_the_queue_was_lost_gets_a_new_one(at: datetime) -> None:
    start("test.count", {"upto": 30}, at)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("delete from procrastinate_jobs")
    assert len(services.revive_lost(at=at + timedelta(minutes=2), silent_for=timedelta(seconds=30))) == 1
    assert waiting_lines() == 1


def test_a_periodic_kind_is_started_once_in_each_stretch_of_time(at: datetime) -> None:
    (first,) = [j for j in services.start_periodic(home="43", at=at) if j.kind == "test.hourly"]
    assert services.run_now(first).report == {"ran": True}
    assert all(j.kind != "test.hourly" for j in services.start_periodic(home="43", at=at + timedelta(minutes=30)))
    assert [j.kind for j in services.start_periodic(home="43", at=at + timedelta(hours=1)) if j.kind == "test.hourly"]


def test_the_operator_sees_how_many_wait_and_since_when(at: datetime) -> None:
    start("test.count", {"upto": 30}, at)
    services.run_now(start("test.break", {}, at))
    with services.opened(COUNTY):
        told = queries.queue(at=at + timedelta(minutes=1))
    assert (told.queued, told.running, told.oldest_waiting) == (1, 0, at)
