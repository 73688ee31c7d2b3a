"""An enterprise's party in each county, so that enterprise accounts have one."""

from huizhi.kernel.access import services as access
from huizhi.kernel.parties import services as parties
from tests.walk.world import County


def plant(county: County) -> dict[str, object]:
    with access.scope(access.system_viewer("demo")):
        party = parties.add_party(name=f"演示主体{county.code}", identifiers={})
    return {"party_id": party.pk}
