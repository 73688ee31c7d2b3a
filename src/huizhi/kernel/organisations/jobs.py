"""A checked table is loaded in the background, in the scope of the organ that asked for it."""

from pathlib import Path
from tempfile import TemporaryDirectory

from huizhi.kernel.jobs.services import Run, job
from huizhi.kernel.organisations import services
from huizhi.lib import clock


@job("organisations.import_table", zh="导入机构、人员、证件或权责清单", runs_as="organ")
def import_table(run: Run, *, kind: str, stored: str) -> None:
    """Check again what was checked on the screen, load the good rows, and give back the refused ones with their reasons."""
    with services.kept_upload(stored) as path, run.scope():
        checked = services.check(kind, path)
        loaded = services.load(checked, by=run.by, at=clock.now())
    run.progress(checked.total, checked.total)
    run.report({"总行数": checked.total, "已导入": loaded, "未导入": len(checked.refused)})
    if checked.refused:
        with TemporaryDirectory() as folder:
            file = Path(folder) / "refused.csv"
            services.write_refused(checked, file)
            run.attach("refused.csv", file)
