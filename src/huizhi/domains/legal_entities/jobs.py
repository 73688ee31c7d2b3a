"""Long work on the register."""

import tempfile
from pathlib import Path

from huizhi.domains.legal_entities.models import ImportBatch
from huizhi.domains.legal_entities.services import counting, shelves
from huizhi.domains.legal_entities.services.importing import import_file as import_batch
from huizhi.domains.legal_entities.types import UnknownEntity
from huizhi.kernel.jobs.services import Run, job
from huizhi.lib import clock


@job("legal_entities.import_file", zh="导入主体文件", runs_as="system:import")
def import_file(run: Run, *, batch: str) -> None:
    """Try or load one received file."""
    with run.scope():
        found = ImportBatch.objects.filter(uuid=batch).first()
        if found is None:
            raise UnknownEntity("没有这个导入批次")
        ImportBatch.objects.filter(pk=found.pk).update(job=run.uuid, state=ImportBatch.State.RUNNING)
    point = run.checkpoint if isinstance(run.checkpoint, dict) else {}
    with tempfile.TemporaryDirectory(prefix="import-") as folder:
        outcome = import_batch(
            batch=found,
            at=clock.now(),
            folder=Path(folder),
            progress=run.progress,
            save=lambda kept: run.save({**kept}),
            point={key: value for key, value in point.items() if isinstance(value, int)},
        )
        if outcome.refused_file is not None:
            run.attach("退回行.csv", outcome.refused_file)
    run.report(
        {"行数": outcome.rows, "合格": outcome.accepted, "退回": outcome.refused, "原因": {**outcome.reasons}, "批次": batch}
    )


@job("legal_entities.recount", zh="重新计数", runs_as="system:projector")
def recount(run: Run) -> None:
    """Count the register anew."""
    with run.scope():
        counting.recount(at=clock.now())


@job("legal_entities.rebuild_shelves", zh="重建检索架", runs_as="system:projector")
def rebuild_shelves(run: Run) -> None:
    """Make the search shelves anew from the projection."""
    run.report({"检索架": shelves.rebuild()})
