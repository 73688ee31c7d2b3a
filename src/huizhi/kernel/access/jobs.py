"""What this room does by itself."""

from datetime import timedelta

from huizhi.kernel.access import services
from huizhi.kernel.jobs.services import Run, job
from huizhi.lib import clock


@job("access.tidy", zh="清理限额计数与操作标识", runs_as="system:tidy", every=timedelta(days=1))
def tidy(run: Run) -> None:
    """Forget old counters and act ids."""
    at = clock.now()
    counters = services.tidy(at=at)
    with services.scope(services.system_viewer("tidy")):
        acts = services.forget_acts(at=at)
    run.report({"counters": counters, "acts": acts})
