"""The store is read back every week and compared with the digests."""

from datetime import timedelta

from huizhi.kernel.evidence import queries, services, store
from huizhi.kernel.evidence.models import Item
from huizhi.kernel.jobs.services import Run, job
from huizhi.lib import clock

BATCH = 50


@job("evidence.check", zh="核验证据材料", runs_as="system:evidence_check", every=timedelta(days=7))
def check(run: Run) -> None:
    """Read every content and compare it with its digest; damage is noted in the custody of each piece that rests on it."""
    point = run.checkpoint if isinstance(run.checkpoint, dict) else {}
    after, done, damaged = str(point.get("after", "")), int(str(point.get("done", 0))), [*_names(point.get("damaged"))]
    with run.scope():
        total = Item.objects.values("sha256").distinct().count()
    while True:
        with run.scope():
            batch = queries.digests_after(after, limit=BATCH)
        if not batch:
            break
        broken = [digest for digest in batch if not store.is_intact(digest)]
        after, done, damaged = batch[-1], done + len(batch), [*damaged, *broken]
        with run.scope():
            for digest in broken:
                services.report_damage(digest, by="system:evidence_check", at=clock.now())
            run.save({"after": after, "done": done, "damaged": [*damaged]})
        run.progress(done, total)
    run.report({"checked": done, "damaged": [*damaged]})


def _names(said: object) -> list[str]:
    return [str(one) for one in said] if isinstance(said, list) else []
