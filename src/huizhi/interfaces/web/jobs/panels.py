"""Background jobs in the navigation and on the officer's home."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from huizhi.kernel.access.types import Viewer
from huizhi.kernel.jobs import queries
from huizhi.kernel.jobs.types import State
from huizhi.kit.navigation import Entry, HomePart, Notice, System, Words

STATES: dict[str, Words] = {
    State.QUEUED: _("排队中"),
    State.RUNNING: _("进行中"),
    State.DONE: _("已完成"),
    State.CANCELLED: _("已停止"),
    State.FAILED: _("失败"),
}
BADGES: dict[str, str] = {
    State.QUEUED: "",
    State.RUNNING: "act",
    State.DONE: "done",
    State.CANCELLED: "due",
    State.FAILED: "danger",
}


def unfinished(viewer: Viewer) -> int | None:
    """How many jobs of this scope wait or run."""
    return queries.unfinished() or None


NAVIGATION = [
    Entry(
        _("后台作业"),
        "jobs",
        system=System.OPERATION,
        capability="jobs.view_jobs",
        order=20,
        count=unfinished,
        words="jobs houtai zuoye htzy",
    ),
]


def latest(viewer: Viewer) -> list[Notice]:
    """The latest jobs that a person in this scope has started."""
    jobs = [job for job in queries.newest(limit=40) if job.slot is None][:6]
    return [
        Notice(
            title=queries.label(job.kind),
            url=reverse("job", args=[job.uuid]),
            said=job.started_by,
            kind=BADGES[job.state],
            badge=STATES[job.state],
        )
        for job in jobs
    ]


WORK = [HomePart(_("后台作业"), latest, capability="jobs.view_jobs", order=60)]
