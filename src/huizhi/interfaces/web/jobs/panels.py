"""Background jobs in the navigation."""

from django.utils.translation import gettext_lazy as _

from huizhi.kernel.access.types import Viewer
from huizhi.kernel.jobs import queries
from huizhi.kit.navigation import Entry, System


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
