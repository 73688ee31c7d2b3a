"""Relations come in as a set: good rows are entered once, bad ones come back with the reason."""

from datetime import datetime
from typing import Any

import pytest

from huizhi.domains.legal_entities.models import Relation
from huizhi.domains.legal_entities.services import receive_relations
from huizhi.kernel.access.services import scope, system_viewer
from huizhi.kernel.parties.models import Identifier


@pytest.fixture
def codes(province: Any) -> Any:
    with scope(system_viewer("import")):
        yield list(Identifier.objects.filter(scheme="uscc").order_by("pk").values_list("value", flat=True)[:2])


def row(uscc: str, **more: str) -> dict[str, str]:
    return {"uscc": uscc, "relation": "股东", "other_name": "某 甲", "share_ppm": "600000", "since": "2016-05-12", **more}


def test_a_relation_is_entered_once_and_tied_to_the_party_that_its_code_names(codes: list[str], at: datetime) -> None:
    rows = [row(codes[0]), row(codes[0], other_name="某公司", other_uscc=codes[1], share_ppm="400000")]
    before = Relation.objects.count()
    first, second = (receive_relations(rows, by="人", at=at, source="测试", scope_code="43") for _ in range(2))
    assert (first.entered, second.entered) == (2, 0)
    assert Relation.objects.count() == before + 2
    firm = Relation.objects.get(other_uscc=codes[1], kind="share", other_name="某公司")
    assert firm.other_id == Identifier.objects.get(value=codes[1]).party_id
    assert Relation.objects.filter(other_name="某甲", share_ppm=600_000).count() == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"relation": "朋友"}, "“关系”应为"),
        ({"other_name": ""}, "“对方名称”不能为空"),
        ({"share_ppm": "1000001"}, "“占比（百万分）”应为"),
        ({"since": "2016-02-30"}, "“起”不是存在的日期"),
        ({"other_name": "某\x00甲"}, "控制字符"),
    ],
)
def test_a_wrong_row_comes_back_with_the_reason_and_the_others_are_entered(
    codes: list[str], at: datetime, wrong: dict[str, str], words: str
) -> None:
    told = receive_relations([row(codes[0], **wrong), row(codes[1])], by="人", at=at, source="测试", scope_code="43")
    assert (told.rows, told.entered, told.refused) == (2, 1, 1)
    assert told.wrong[0][0] == 1
    assert words in told.wrong[0][1]
