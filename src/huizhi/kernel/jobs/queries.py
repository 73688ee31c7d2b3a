"""Answers about jobs, inside the scope that is open."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Min

from huizhi.kernel.jobs.models import Attachment, Job
from huizhi.kernel.jobs.registry import kind_of
from huizhi.kernel.jobs.types import UNFINISHED, Progress, State, UnknownKind


def get(uuid: UUID | str) -> Job | None:
    """One job, or None where there is none in scope."""
    return Job.objects.filter(uuid=uuid).first()


def newest(*, before: int | None = None, state: str = "", kind: str = "", limit: int = 50) -> list[Job]:
    """A page of jobs, newest first; `before` is the id of the last one of the page before."""
    found = Job.objects.order_by("-id")
    if before is not None:
        found = found.filter(pk__lt=before)
    if state:
        found = found.filter(state=state)
    if kind:
        found = found.filter(kind=kind)
    return list(found[:limit])


def unfinished() -> int:
    """How many jobs in scope wait or run."""
    return Job.objects.filter(state__in=UNFINISHED, slot=None).count()


def attachments(job: Job) -> list[Attachment]:
    """The files that a job left, by name."""
    return list(job.attachments.order_by("name"))


def label(kind: str) -> str:
    """The Chinese name of a kind; the name itself for a kind that this version of the house no longer knows."""
    try:
        return kind_of(kind).zh
    except UnknownKind:
        return kind


def progress(job: Job, *, at: datetime) -> Progress:
    """How far a job is, how fast it goes in this attempt, and how long it will take."""
    until = job.heartbeat_at if job.state == State.RUNNING else job.ended_at
    if job.began_at is None or job.done_before is None or until is None:
        return Progress(job.done, job.total, None, None)
    seconds = (until - job.began_at).total_seconds()
    moved = job.done - job.done_before
    if seconds < 1 or moved <= 0:
        return Progress(job.done, job.total, None, None)
    rate = moved / seconds
    if job.state != State.RUNNING or job.total is None:
        return Progress(job.done, job.total, rate, None)
    left = timedelta(seconds=max(0.0, (job.total - job.done) / rate - (at - until).total_seconds()))
    return Progress(job.done, job.total, rate, left)


@dataclass(frozen=True)
class Queue:
    """The state of the queue, for the operator."""

    queued: int
    running: int
    failed: int
    oldest_waiting: datetime | None


def queue(*, at: datetime, failed_since: timedelta = timedelta(days=1)) -> Queue:
    """How many jobs wait, run and failed lately, and since when the oldest is due."""
    counts = dict(Job.objects.filter(state__in=UNFINISHED).values_list("state").annotate(Count("id")))
    due = Job.objects.filter(state=State.QUEUED, not_before__lte=at).aggregate(Min("not_before"))["not_before__min"]
    failed = Job.objects.filter(state=State.FAILED, ended_at__gte=at - failed_since).count()
    return Queue(counts.get(State.QUEUED, 0), counts.get(State.RUNNING, 0), failed, due)
