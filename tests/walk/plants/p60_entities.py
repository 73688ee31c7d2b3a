"""In each county: two entities with an internal fact each, a merge, a fact that matches nobody, an import that was tried."""

from datetime import date
from uuid import uuid4

from huizhi.domains.legal_entities import services
from huizhi.domains.legal_entities.models import ImportBatch
from huizhi.kernel.access import services as access
from huizhi.kernel.parties import services as parties
from huizhi.kernel.parties.queries import party_with
from huizhi.kernel.parties.types import NewFact
from huizhi.lib.identifiers import assemble_uscc
from tests.walk.world import County


def plant(county: County) -> dict[str, object]:
    with access.scope(access.system_viewer("demo")):
        first, second = (_entity(county, n) for n in (1, 2))
        fact = NewFact("研判", {"内容": county.mark}, county.mark, date(2026, 1, 5), "official", county.code)
        services.receive_fact(fact=fact, name="", code=first, by=county.mark, at=county.at)
        lost = services.receive_fact(fact=fact, name=f"{county.mark}商行", by=county.mark, at=county.at)
        kept, other = (_party(code) for code in (first, second))
        edge = parties.merge(
            kept=kept, other=other, reason=f"{county.mark}判断", by=county.mark, at=county.at, scope_code=county.code
        )
        batch = ImportBatch.objects.create(
            uuid=uuid4(),
            file_name=f"{county.mark}.csv",
            dry_run=True,
            state=ImportBatch.State.TRIED,
            started_by=county.mark,
            started_at=county.at,
            scope_code=county.code,
        )
    named: dict[str, object] = {
        f"{name}.code": first for name in ("entity", "officer_entity", "record_event", "merge_entity", "part_entity")
    }
    return named | {
        "code": first,
        "part_entity.merge_id": edge.pk,
        "match_fact.fact": lost.pk,
        "dismiss_fact.fact": lost.pk,
        "import_batch.uuid": batch.uuid,
        "load_entities.uuid": batch.uuid,
        "read_state?": "day=2026-01-01",
    }


def _party(code: str) -> int:
    found = party_with("uscc", code)
    assert found is not None
    return found


def _entity(county: County, n: int) -> str:
    code = assemble_uscc(department="9", category="1", region=county.code, body=f"WALK000{n}").text
    cells = {
        "uscc": code,
        "name": f"演示主体{county.code}第{n}有限公司",
        "kind": "LTD",
        "established_on": "2020-01-01",
        "division": county.code,
        "address": f"演示路{n}号",
    }
    services.register_entity(cells=cells, by=county.mark, at=county.at)
    return code
