"""Asking for a job, stopping it, going on with it. What wakes the worker is written in the same transaction as the job."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from procrastinate.contrib.django import app as queue

from huizhi.kernel.jobs.models import Job
from huizhi.kernel.jobs.opening import SYSTEM, opened
from huizhi.kernel.jobs.registry import demand_arguments, kind_of, kinds
from huizhi.kernel.jobs.types import GAVE_UP, UNFINISHED, AlreadyQueued, Args, NotResumable, State

TASK = "huizhi.run"
KEEP_PERIODIC = timedelta(days=7)


def start(
    kind: str,
    args: Args | None = None,
    *,
    by: str,
    scope_code: str,
    at: datetime,
    unique_key: str = "",
    not_before: datetime | None = None,
) -> Job:
    """Ask for a job. It runs after the caller's transaction commits, and not at all if that rolls back.

    While a job of this kind with the same `unique_key` waits or runs in the same scope, a second one is refused.
    """
    demand_arguments(kind_of(kind), args or {})
    try:
        with transaction.atomic():
            job = Job.objects.create(
                kind=kind,
                args=dict(args or {}),
                scope_code=scope_code,
                started_by=by,
                unique_key=unique_key,
                created_at=at,
                not_before=not_before or at,
            )
            wake(job, at=at)
    except IntegrityError as error:
        if "job_unique_while_unfinished" not in str(error):
            raise
        raise AlreadyQueued("同一作业正在排队或进行中", remedy="请等它结束，或先停止它") from None
    return job


def wake(job: Job, *, at: datetime) -> None:
    """Put a line into the queue that makes a worker look at this job, not before its time."""
    later = job.not_before if job.not_before > at else None
    queue.configure_task(TASK, schedule_at=later).defer(job=str(job.uuid))


def cancel(uuid: UUID | str, *, by: str, at: datetime) -> Job:
    """Stop a waiting job at once, a running one at its next progress report."""
    with transaction.atomic():
        job = Job.objects.select_for_update().get(uuid=uuid)
        if job.state not in UNFINISHED:
            raise NotResumable("该作业已经结束，无需停止")
        job.stop_asked_at, job.stop_asked_by = at, by
        if job.state == State.QUEUED:
            job.state, job.ended_at = State.CANCELLED, at
        job.save(update_fields=["stop_asked_at", "stop_asked_by", "state", "ended_at"])
    return job


def resume(uuid: UUID | str, *, by: str, at: datetime) -> Job:
    """Go on with a stopped or failed job from its checkpoint."""
    with transaction.atomic():
        job = Job.objects.select_for_update().get(uuid=uuid)
        if job.state not in (State.FAILED, State.CANCELLED):
            raise NotResumable("只有失败或已停止的作业可以继续")
        requeue(job, not_before=at, at=at, failures=0, said=f"由{by}继续")
    return job


def requeue(job: Job, *, not_before: datetime, at: datetime, failures: int, said: str) -> None:
    """Put a job back into the queue; the caller holds its lock."""
    job.state, job.not_before, job.failures, job.said = State.QUEUED, not_before, failures, said[:300]
    job.stop_asked_at, job.stop_asked_by, job.ended_at, job.error_code, job.error = None, "", None, "", ""
    job.save()
    wake(job, at=at)


_DEAD_LINES = """
delete from procrastinate_jobs q
 where q.task_name = %(task)s and q.status = 'doing'
   and not exists (select 1 from procrastinate_workers w where w.id = q.worker_id
                      and w.last_heartbeat > now() - make_interval(secs => %(silent)s))
"""
_LOST = """
select j.id from jobs_job j
 where (j.state = 'running' and j.heartbeat_at < %(before)s)
    or (j.state = 'queued' and j.not_before < %(before)s and j.created_at < %(before)s
        and not exists (select 1 from procrastinate_jobs q
                         where q.task_name = %(task)s and q.args->>'job' = j.uuid::text))
 order by j.id limit 1000
 for update of j skip locked
"""


def revive_lost(*, at: datetime, silent_for: timedelta) -> list[Job]:
    """Find jobs whose worker died, by their heartbeat, and put them back into the queue at their checkpoint."""
    with opened(SYSTEM):
        with connection.cursor() as cursor:
            told: dict[str, Any] = {"task": TASK, "silent": silent_for.total_seconds(), "before": at - silent_for}
            cursor.execute(_DEAD_LINES, told)
            cursor.execute(_LOST, told)
            ids = [row[0] for row in cursor.fetchall()]
        lost = list(Job.objects.filter(pk__in=ids).order_by("pk"))
        for job in lost:
            _revive(job, at=at)
    return lost


def failures_after(failures: int, *, since: int | None, done: int) -> int:
    """How many attempts in a row came to nothing, when one more has failed: an attempt that got further starts the count anew."""
    return 1 if since is not None and done > since else failures + 1


def _revive(job: Job, *, at: datetime) -> None:
    died = job.state == State.RUNNING
    failures = failures_after(job.failures, since=job.done_before, done=job.done) if died else job.failures
    if job.stop_asked_at:
        job.state, job.ended_at = State.CANCELLED, at
        job.save(update_fields=["state", "ended_at"])
    elif died and failures >= _attempts(job.kind):
        job.state, job.ended_at, job.error_code = State.FAILED, at, GAVE_UP
        job.error = "执行该作业的进程多次中断，已不再自动继续"
        job.save(update_fields=["state", "ended_at", "error_code", "error"])
    else:
        requeue(job, not_before=at, at=at, failures=failures, said="进程中断，从续作点继续")


def _attempts(kind: str) -> int:
    return next((k.attempts for k in kinds() if k.name == kind), 1)


def start_periodic(*, home: str, at: datetime) -> list[Job]:
    """Start each periodic kind once in each of its stretches of time, and forget its old finished runs."""
    started = []
    with opened(SYSTEM):
        for kind in kinds():
            if kind.every is None:
                continue
            slot = int(at.timestamp() // kind.every.total_seconds())
            runs = Job.objects.filter(kind=kind.name, slot__isnull=False)
            if runs.filter(slot__gte=slot).exists() or runs.filter(state__in=UNFINISHED).exists():
                continue
            runs.filter(ended_at__lt=at - KEEP_PERIODIC).delete()
            job = Job(kind=kind.name, scope_code=home, started_by="system:jobs", slot=slot, created_at=at, not_before=at)
            # Two workers may come here together: the unique slot lets one through.
            if _inserted(job):
                wake(job, at=at)
                started.append(job)
    return started


def _inserted(job: Job) -> bool:
    try:
        with transaction.atomic():
            job.save()
    except IntegrityError:
        return False
    return True
