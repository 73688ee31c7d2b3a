"""A job in each county, with a report and a file of refused rows."""

from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event

from huizhi.kernel.access import services as access
from huizhi.kernel.jobs import queries, services
from tests.walk.world import County


def plant(county: County) -> dict[str, object]:
    with access.scope(county.viewer):
        job = services.start("notices.send", by=f"发起人{county.mark}", scope_code=county.code, at=county.at)
        run = services.Run(job, services.kind_of("notices.send"), None, Event())
    with TemporaryDirectory() as folder:
        file = Path(folder) / "refused.csv"
        file.write_text(f"行,原因\n3,{county.mark}\n", encoding="utf-8")
        run.attach("refused.csv", file)
    with access.scope(county.viewer):
        (kept,) = queries.attachments(job)
    return {"job.uuid": job.uuid, "stop_job.uuid": job.uuid, "resume_job.uuid": job.uuid,
            "job_file.uuid": job.uuid, "job_file.attachment": kept.pk}  # fmt: skip
