"""归集: facts from other systems are put under the one entity they are about, or wait until somebody decides."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from huizhi.domains.legal_entities.columns import FACT_COLUMNS
from huizhi.domains.legal_entities.queries.matching import certain
from huizhi.domains.legal_entities.rows import parse_day
from huizhi.domains.legal_entities.types import RowWrong
from huizhi.kernel.parties import services as parties
from huizhi.kernel.parties.models import Fact, UnmatchedFact
from huizhi.kernel.parties.types import NewFact, Visibility

_VISIBILITY = {v.label: v.value for v in Visibility} | {v.value: v.value for v in Visibility} | {"": Visibility.OFFICIAL.value}


@transaction.atomic
def receive_fact(*, fact: NewFact, name: str, code: str = "", division: str = "", by: str, at: datetime) -> Fact | UnmatchedFact:
    """Under the certain entity, else into the queue with the reason."""
    party = certain(name, code, division)
    if party is not None:
        return parties.record_fact(party_id=party, fact=fact, by=by, at=at)
    why = "登记库中没有该代码" if code else "名称不唯一或登记库中没有"
    return parties.queue_fact(fact=fact, name=name, code=code, division=division, why=why, at=at)


def receive_row(*, cells: Mapping[str, str], scope_code: str, by: str, at: datetime) -> Fact | UnmatchedFact:
    """A fact as a row of a file states it (columns.FACT_COLUMNS)."""
    wrong = [f"“{c.zh}”不能为空" for c in FACT_COLUMNS if c.required and not cells.get(c.key, "").strip()]
    wrong += [f"“{c.zh}”超过{c.longest}个字" for c in FACT_COLUMNS if len(cells.get(c.key, "")) > c.longest]
    day = parse_day(cells.get("on", "").strip())
    visibility = _VISIBILITY.get(cells.get("visibility", "").strip())
    if day is None:
        wrong.append("“日期”不是存在的日期")
    if visibility is None:
        wrong.append("“可见”应为公开、本企业或内部")
    if wrong or day is None or visibility is None:
        raise RowWrong("；".join(wrong), remedy="请改正后重新提交")
    fact = NewFact(cells["fact"], {"内容": cells["value"]}, cells["source"], day, visibility, scope_code)
    return receive_fact(
        fact=fact, name=cells["name"], code=cells.get("uscc", ""), division=cells.get("division", ""), by=by, at=at
    )
