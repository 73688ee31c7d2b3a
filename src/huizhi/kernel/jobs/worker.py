"""The worker: takes jobs from the queue, finds those whose worker died, starts the periodic ones."""

import asyncio
import logging
import threading
from datetime import timedelta

from django.db import DatabaseError, connection
from procrastinate import App, exceptions
from procrastinate.contrib.django import app as queue
from procrastinate.contrib.django.db_cleanup import DjangoApp
from psycopg import OperationalError

from huizhi.kernel.jobs.opening import OpenScope, open_scopes_with
from huizhi.kernel.jobs.queueing import TASK, revive_lost, start_periodic
from huizhi.kernel.jobs.running import execute
from huizhi.lib import clock

log = logging.getLogger("huizhi.jobs")
SILENT_FOR = timedelta(seconds=30)  # a job without a heartbeat for so long has lost its worker
LOOK_EVERY = 5.0
_shutdown = threading.Event()


@queue.task(name=TASK)
def run_job(job: str) -> None:
    """What the queue calls: one attempt at one job."""
    execute(job, _shutdown)


def work(
    stop_event: threading.Event,
    open_scope: OpenScope | None = None,
    *,
    home: str = "43",
    concurrency: int = 2,
    silent_for: timedelta = SILENT_FOR,
) -> None:
    """Work until `stop_event` is set; running jobs then stop at their next progress report and go on at the next start.

    `home` is the scope code of the instance's own organ, under which the periodic jobs are kept. A database that goes away
    is waited for.
    """
    if open_scope is not None:
        open_scopes_with(open_scope)
    _shutdown.clear()
    watch = threading.Thread(target=_watch, args=(stop_event, home, silent_for), name="jobs-watch", daemon=True)
    watch.start()
    while not stop_event.is_set():
        try:
            asyncio.run(_serve(stop_event, concurrency, silent_for))
        except (exceptions.ProcrastinateException, OperationalError, OSError) as error:
            log.warning("the queue is out of reach: %s", type(error).__name__)
            stop_event.wait(2)
    watch.join()


async def _serve(stop_event: threading.Event, concurrency: int, silent_for: timedelta) -> None:
    # An app of its own on an asynchronous connection; what handlers enqueue still goes through Django's connection.
    worker_app: App = DjangoApp(connector=queue.connector.get_worker_connector())  # type: ignore[attr-defined]
    worker_app.tasks = queue.tasks
    async with worker_app.open_async():
        working = asyncio.create_task(
            worker_app.run_worker_async(
                concurrency=concurrency,
                install_signal_handlers=False,
                delete_jobs="always",
                update_heartbeat_interval=max(1.0, silent_for.total_seconds() / 3),
                stalled_worker_timeout=silent_for.total_seconds(),
                fetch_job_polling_interval=2.0,
            )
        )
        while not stop_event.is_set() and not working.done():
            await asyncio.sleep(0.2)
        _shutdown.set() if stop_event.is_set() else None
        working.cancel()  # the worker takes this as the request to finish what runs and then to end
        try:
            await working
        except asyncio.CancelledError:
            return


def _watch(stop_event: threading.Event, home: str, silent_for: timedelta) -> None:
    try:
        while not stop_event.is_set():
            try:
                for lost in revive_lost(at=clock.now(), silent_for=silent_for):
                    log.warning("a job had lost its worker", extra={"job": str(lost.uuid), "kind": lost.kind})
                start_periodic(home=home, at=clock.now())
            except DatabaseError as error:
                log.warning("cannot look after jobs: %s", type(error).__name__)
                connection.close()
            stop_event.wait(min(LOOK_EVERY, silent_for.total_seconds()))
    finally:
        connection.close()
