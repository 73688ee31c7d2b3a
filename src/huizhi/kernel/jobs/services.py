"""Acts on background jobs. A room declares its kinds with `job` in its own `jobs` module and starts them with `start`."""

import threading

from huizhi.kernel.jobs.models import Job
from huizhi.kernel.jobs.opening import OpenScope, open_scopes_with, opened
from huizhi.kernel.jobs.queueing import cancel, resume, revive_lost, start, start_periodic
from huizhi.kernel.jobs.registry import Kind, job, kind_of, kinds
from huizhi.kernel.jobs.running import Run, execute
from huizhi.kernel.jobs.worker import work

__all__ = [
    "Job",
    "Kind",
    "OpenScope",
    "Run",
    "cancel",
    "job",
    "kind_of",
    "kinds",
    "open_scopes_with",
    "opened",
    "resume",
    "revive_lost",
    "run_now",
    "start",
    "start_periodic",
    "work",
]


def run_now(job: Job) -> Job:
    """Run a waiting job in this process, and give it back as it then stands. Its transaction must have committed."""
    execute(job.uuid, threading.Event())
    with opened("system:jobs"):
        return Job.objects.get(pk=job.pk)
