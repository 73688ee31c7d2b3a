"""A piece of evidence in each county."""

from huizhi.kernel.access import services as access
from huizhi.kernel.evidence import services
from tests.walk.world import County


def plant(county: County) -> dict[str, object]:
    with access.scope(county.viewer):
        item = services.receive(
            [f"询问笔录 {county.mark}".encode()],
            name=f"笔录{county.mark}.txt",
            kind="document",
            scope_code=county.code,
            by=county.viewer.name,
            at=county.at,
        )
    return {f"{name}.uuid": item.uuid for name in ("evidence_item", "copy_evidence", "seal_evidence")}
