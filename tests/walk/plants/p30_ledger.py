"""A note in each county, placed and signed, so that the ledger's public page has a head and proofs."""

from huizhi.kernel.access import services as access
from huizhi.kernel.ledger import services as ledger
from tests.walk.world import County


def plant(county: County) -> dict[str, object]:
    ledger.prepare_keys()
    with access.scope(county.viewer):
        ledger.note("walk.happened", f"county:{county.code}", {"mark": county.mark}, at=county.at, scope_code=county.code)
    with access.scope(access.system_viewer("sequencer")):
        ledger.sequence_all(at=county.at)
        ledger.sign_head(at=county.at)
    return {"ledger_inclusion.position": 0, "ledger_consistency.old": 1}
