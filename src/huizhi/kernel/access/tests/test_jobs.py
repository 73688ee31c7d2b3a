"""What this room does by itself."""

from datetime import datetime

import time_machine

from huizhi.kernel.access import services
from huizhi.kernel.jobs import services as jobs
from huizhi.kernel.jobs.models import Job


def test_the_daily_tidying_reports_what_it_removed(db: str, at: datetime) -> None:
    services.take("search", "someone", at=at.replace(year=2020))
    with services.scope(services.system_viewer("jobs")):
        job = jobs.start("access.tidy", by="test", scope_code="43", at=at)
    with time_machine.travel(at):
        jobs.run_now(job)
    with services.scope(services.system_viewer("jobs")):
        assert Job.objects.get(pk=job.pk).report == {"counters": 1, "acts": 0}
