"""The operator's page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from huizhi.interfaces.web.operate import slow
from huizhi.kernel.jobs import queries as jobs
from huizhi.kernel.ledger import queries as ledger
from huizhi.kit.access import access
from huizhi.lib import clock

# What an operator must look at: seconds that a note waits, that no witness has seen a head, that a due job waits.
NOTE_WAITS, HEAD_UNSEEN, JOB_WAITS = 10, 120, 300


@access(capability="ledger.read_health")
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Queue, ledger, listeners, failures, slow statements, at this moment."""
    now = clock.now()
    health, queue = ledger.health(at=now), jobs.queue(at=now)
    oldest = (now - health.oldest_queued).total_seconds() if health.oldest_queued else None
    waiting = (now - queue.oldest_waiting).total_seconds() if queue.oldest_waiting else None
    context = {
        "health": health,
        "queue": queue,
        "oldest": oldest,
        "waiting": waiting,
        "note_kind": "danger" if oldest is not None and oldest > NOTE_WAITS else "done",
        "head_kind": "danger" if health.uncovered_seconds > HEAD_UNSEEN else "done",
        "job_kind": "due" if waiting is not None and waiting > JOB_WAITS else "",
        "failed_kind": "danger" if queue.failed else "done",
        "failed": jobs.newest(state="failed", limit=10),
        "statements": slow.slowest(),
        "database": slow.database(),
        "at": now,
    }
    return render(request, "web/operate.html", context)
