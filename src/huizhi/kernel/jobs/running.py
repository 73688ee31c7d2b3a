"""One attempt at a job: the claim, the handler's hand on it, the heartbeat beside it, and how it ended."""

import logging
import threading
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from traceback import format_tb
from typing import Any
from uuid import UUID

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import DatabaseError, InterfaceError, OperationalError, connection

from huizhi.kernel.jobs.models import Attachment, Checkpoint, Job
from huizhi.kernel.jobs.opening import SYSTEM, opened
from huizhi.kernel.jobs.queueing import failures_after, requeue
from huizhi.kernel.jobs.registry import Kind, kind_of
from huizhi.kernel.jobs.types import BROKE_DOWN, GAVE_UP, JSON, Cancelled, Interrupted, State, Superseded, UnknownKind
from huizhi.lib import clock
from huizhi.lib.refusal import Refusal

log = logging.getLogger("huizhi.jobs")
BEAT = 1.0  # seconds between two looks of the bookkeeper
AWAY = timedelta(seconds=1)  # a database that was away is asked again soon; each wait in a row is twice the last
BEAT_AT_LEAST = 5.0  # seconds after which a heartbeat is written even if nothing moved


class Run:
    """What a handler holds in its hand."""

    def __init__(self, job: Job, kind: Kind, point: JSON, shutdown: threading.Event) -> None:
        self.uuid: UUID = job.uuid
        self.by = job.started_by
        self.scope_code = job.scope_code
        self.attempt = job.attempt
        self.checkpoint: JSON = point
        self.stop_asked = threading.Event()
        self.first_done: int | None = None
        self.done, self.total, self.said = job.done, job.total, ""
        self.told: dict[str, JSON] = dict(job.report)
        self._id = job.pk
        self._runs_as = kind.runs_as
        self._shutdown = shutdown

    def scope(self) -> AbstractContextManager[Any]:
        """A transaction in the scope that this kind of job declares."""
        return opened(self.scope_code if self._runs_as == "organ" else self._runs_as)

    def progress(self, done: int, total: int | None = None, said: str = "") -> None:
        """Say how far it is. Raises Cancelled when somebody asked to stop, Interrupted when the worker shuts down."""
        if self.first_done is None:
            self.first_done = done
        self.done = done
        self.total = total if total is not None else self.total
        self.said = said or self.said
        if self.stop_asked.is_set():
            raise Cancelled
        if self._shutdown.is_set():
            raise Interrupted

    def save(self, point: JSON) -> None:
        """Keep the point from which a next attempt goes on.

        Inside `with run.scope():` it commits together with the work, so that nothing is done twice and nothing is left out.
        Outside, it is a short transaction of its own.
        """
        if connection.in_atomic_block:
            self._move(point)
        else:
            with self.scope():
                self._move(point)
        self.checkpoint = point

    def _move(self, point: JSON) -> None:
        if not Checkpoint.objects.filter(job_id=self._id, attempt=self.attempt).update(point=point):
            raise Superseded

    def report(self, told: dict[str, JSON]) -> None:
        """What was done and what was refused and why; shown on the job's page. Later keys replace earlier ones."""
        self.told |= told

    def attach(self, name: str, path: Path) -> None:
        """Keep a file with the job, for download from its page; the same name again replaces it."""
        digest = sha256()
        with path.open("rb") as stream:
            while block := stream.read(1 << 20):
                digest.update(block)
            stream.seek(0)
            stored = default_storage.save(f"jobs/{self.uuid}/{Path(name).name}", File(stream))
        with opened(SYSTEM):
            Attachment.objects.update_or_create(
                job_id=self._id,
                name=Path(name).name,
                defaults={"stored_as": stored, "size": path.stat().st_size, "sha256": digest.hexdigest()},
            )


class Bookkeeper(threading.Thread):
    """Writes heartbeat and progress on a connection of its own, so that the handler's transaction hides neither."""

    def __init__(self, run: Run, job: Job) -> None:
        super().__init__(name=f"job-{run.uuid}", daemon=True)
        self._run, self._job_id, self._ended = run, job.pk, threading.Event()
        self._written: tuple[object, ...] = ()

    def run(self) -> None:
        """Beat until the handler has ended."""
        silent = 0.0
        try:
            while not self._ended.wait(BEAT):
                silent += BEAT
                now = (self._run.done, self._run.total, self._run.said, self._run.first_done)
                if now != self._written or silent >= BEAT_AT_LEAST:
                    self._written, silent = now, 0.0
                    self._beat()
                else:
                    self._look()
        finally:
            connection.close()

    def stop(self) -> None:
        """The handler has ended."""
        self._ended.set()
        self.join()

    def _beat(self) -> None:
        try:
            with opened(SYSTEM):
                mine = Job.objects.filter(pk=self._job_id, attempt=self._run.attempt, state=State.RUNNING)
                mine.update(heartbeat_at=clock.now(), **_moved(self._run))
        except DatabaseError:
            # The database may be away for a moment; the next beat tries again, and a job that stays silent is revived.
            log.warning("heartbeat not written", extra={"job": str(self._run.uuid)})
            connection.close()
        self._look()

    def _look(self) -> None:
        try:
            with opened(SYSTEM):
                if Job.objects.filter(pk=self._job_id, stop_asked_at__isnull=False).exists():
                    self._run.stop_asked.set()
        except DatabaseError:
            log.warning("stop request not read", extra={"job": str(self._run.uuid)})
            connection.close()


def _moved(run: Run) -> dict[str, Any]:
    return {"done": run.done, "total": run.total, "said": run.said[:300], "done_before": run.first_done}


@dataclass(frozen=True)
class Outcome:
    """How an attempt ended."""

    state: State
    code: str = ""
    error: str = ""
    failures: int = 0  # in a row, for an attempt that is to be made again
    wait: timedelta = timedelta(0)


def execute(uuid: UUID | str, shutdown: threading.Event) -> None:
    """Claim the job, run its handler, write how it ended. A job that is not waiting any more is left alone."""
    claimed = _claim(uuid, at=clock.now())
    if claimed is None:
        return
    job, point = claimed
    try:
        kind = kind_of(job.kind)
    except UnknownKind as unknown:  # asked for by another version of the program
        _finish(job, None, Outcome(State.FAILED, unknown.code, str(unknown)), at=clock.now())
        return
    run = Run(job, kind, point, shutdown)
    keeper = Bookkeeper(run, job)
    keeper.start()
    try:
        outcome = _attempt(kind, run, job)
    except Superseded:
        log.warning("job was taken over by another worker", extra={"job": str(uuid), "kind": job.kind})
        return
    finally:
        keeper.stop()
    _finish(job, run, outcome, at=clock.now())


def _claim(uuid: UUID | str, *, at: datetime) -> tuple[Job, JSON] | None:
    with opened(SYSTEM):
        job = Job.objects.select_for_update().filter(uuid=uuid, state=State.QUEUED).first()
        if job is None:
            return None
        job.state, job.attempt, job.done_before = State.RUNNING, job.attempt + 1, None
        job.began_at = job.heartbeat_at = at
        job.save(update_fields=["state", "attempt", "done_before", "began_at", "heartbeat_at"])
        # Moving the fence waits for a transaction that an earlier attempt may still have open, and then shuts it out.
        kept, _ = Checkpoint.objects.select_for_update().get_or_create(job=job, defaults={"attempt": job.attempt})
        Checkpoint.objects.filter(pk=kept.pk).update(attempt=job.attempt)
        return job, kept.point


def _attempt(kind: Kind, run: Run, job: Job) -> Outcome:
    try:
        kind.handler(run, **job.args)
    except Cancelled:
        return Outcome(State.CANCELLED)
    except Interrupted:
        return Outcome(State.QUEUED)
    except Superseded:
        raise
    except Exception as error:  # a handler may break in any way; the job must say so and the worker must live on
        return _broken(kind, job, run, error)
    return Outcome(State.DONE)


def _broken(kind: Kind, job: Job, run: Run, error: Exception) -> Outcome:
    if isinstance(error, (OperationalError, InterfaceError)):
        return _passing(kind, job, run, error, AWAY)
    if isinstance(error, kind.retry_on):
        return _passing(kind, job, run, error, kind.wait)
    if isinstance(error, Refusal):
        return Outcome(State.FAILED, error.code, str(error))
    # Only the frames and the type: the words of an error may hold personal data.
    frames = "".join(format_tb(error.__traceback__))
    log.error("job broke down: %s\n%s", type(error).__name__, frames, extra=_who(job))
    return Outcome(State.FAILED, BROKE_DOWN, f"程序错误 {type(error).__name__}，详见运行日志（作业 {job.uuid}）")


def _passing(kind: Kind, job: Job, run: Run, error: Exception, wait: timedelta) -> Outcome:
    log.warning("job met a passing error: %s", type(error).__name__, extra=_who(job))
    said = error.what if isinstance(error, Refusal) else type(error).__name__
    failures = failures_after(job.failures, since=run.first_done, done=run.done)
    if failures >= kind.attempts:
        return Outcome(State.FAILED, GAVE_UP, f"多次重试仍未成功：{said}")
    return Outcome(State.QUEUED, error=said, failures=failures, wait=wait * 2 ** (failures - 1))


def _who(job: Job) -> dict[str, str]:
    return {"job": str(job.uuid), "kind": job.kind}


def _finish(job: Job, run: Run | None, outcome: Outcome, *, at: datetime) -> None:
    connection.close_if_unusable_or_obsolete()
    with opened(SYSTEM):
        mine = Job.objects.select_for_update().filter(pk=job.pk, attempt=job.attempt, state=State.RUNNING).first()
        if mine is None:
            return
        if run is not None:
            for field, value in _moved(run).items():
                setattr(mine, field, value)
            mine.report = run.told
        if outcome.state is State.QUEUED and mine.stop_asked_at:
            outcome = Outcome(State.CANCELLED)
        if outcome.state is State.QUEUED:
            said = f"稍后重试：{outcome.error}" if outcome.error else "已暂停，将从续作点继续"
            requeue(mine, not_before=at + outcome.wait, at=at, failures=outcome.failures, said=said)
            return
        mine.state, mine.ended_at, mine.error_code, mine.error = outcome.state, at, outcome.code, outcome.error
        mine.save()
