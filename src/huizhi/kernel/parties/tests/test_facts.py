"""A fact stands under one party with its source and date; whoever cannot be told for certain waits for a person."""

from datetime import date, datetime

import pytest
from django.db.utils import DatabaseError

from huizhi.kernel.access.services import scope, system_viewer
from huizhi.kernel.access.types import Kind, Viewer
from huizhi.kernel.parties import queries, services
from huizhi.kernel.parties.models import Fact, Party
from huizhi.kernel.parties.types import AlreadySettled, NewFact, ReasonMissing

COUNTY = Viewer(kind=Kind.OFFICER, name="芙蓉区局", scope_code="430102")
NEIGHBOUR = Viewer(kind=Kind.OFFICER, name="天心区局", scope_code="430103")


def fact(visibility: str = "official", scope_code: str = "430102", reference: str = "") -> NewFact:
    return NewFact("检查", {"结果": "未发现问题"}, "芙蓉区局", date(2026, 1, 5), visibility, scope_code, reference)


def party() -> int:
    return Party.objects.create(name="长沙甲店").pk


def test_an_internal_fact_is_seen_in_its_own_county_and_not_next_door(db: str, at: datetime) -> None:
    with scope(COUNTY):
        pk = party()
        services.record_fact(party_id=pk, fact=fact(), by="张三", at=at)
        assert len(queries.facts_of([pk])) == 1
    with scope(NEIGHBOUR):
        assert queries.facts_of([pk]) == []


def test_a_public_fact_is_seen_next_door_and_by_everybody(db: str, at: datetime) -> None:
    with scope(COUNTY):
        pk = party()
        services.record_fact(party_id=pk, fact=fact("public"), by="张三", at=at)
    with scope(NEIGHBOUR):
        assert [f.source for f in queries.facts_of([pk])] == ["芙蓉区局"]
    with scope(Viewer(kind=Kind.PUBLIC)):
        assert [f.kind for f in queries.public_facts_of([pk])] == ["检查"]


def test_an_enterprise_sees_what_is_its_own_and_nothing_internal(db: str, at: datetime) -> None:
    with scope(COUNTY):
        pk = party()
        services.record_fact(party_id=pk, fact=fact("own", reference="1"), by="张三", at=at)
        services.record_fact(party_id=pk, fact=fact("official", reference="2"), by="张三", at=at)
    with scope(Viewer(kind=Kind.ENTERPRISE, name="甲店", party_id=pk)):
        assert [f.visibility for f in queries.facts_of([pk])] == ["own"]


def test_a_fact_is_never_changed(db: str, at: datetime) -> None:
    with scope(COUNTY):
        services.record_fact(party_id=party(), fact=fact(), by="张三", at=at)
    with pytest.raises(DatabaseError, match="permission denied"), scope(COUNTY):
        Fact.objects.update(source="别处")


def test_an_uncertain_fact_waits_until_somebody_matches_it_once(db: str, at: datetime) -> None:
    with scope(COUNTY):
        pk = party()
        queued = services.queue_fact(fact=fact(), name="长沙甲店", code="", division="430102", why="名称有两个候选", at=at)
        assert [q.pk for q in queries.waiting_facts()] == [queued.pk]
        services.match_fact(unmatched_id=queued.pk, party_id=pk, by="李四", at=at)
        assert queries.waiting_facts() == []
        assert [f.party_id for f in queries.facts_of([pk])] == [pk]
        with pytest.raises(AlreadySettled):
            services.match_fact(unmatched_id=queued.pk, party_id=pk, by="李四", at=at)


def test_the_match_rate_counts_what_arrived_what_waits_and_what_was_dismissed(db: str, at: datetime) -> None:
    with scope(COUNTY):
        services.record_fact(party_id=party(), fact=fact(), by="张三", at=at)
        waits = [services.queue_fact(fact=fact(), name="乙", code="", division="", why="无", at=at) for _ in range(3)]
        with pytest.raises(ReasonMissing):
            services.dismiss_fact(unmatched_id=waits[0].pk, reason="", by="张三", at=at)
        services.dismiss_fact(unmatched_id=waits[0].pk, reason="不是本省主体", by="张三", at=at)
        (rate,) = queries.match_rates()
        assert (rate.matched, rate.waiting, rate.dismissed, rate.per_mille) == (1, 2, 1, 250)


def test_a_neighbour_sees_nothing_of_the_queue(db: str, at: datetime) -> None:
    with scope(COUNTY):
        services.queue_fact(fact=fact(), name="乙", code="", division="", why="无", at=at)
    with scope(NEIGHBOUR):
        assert queries.waiting_facts() == []
        assert queries.match_rates() == []


def test_the_house_at_work_sees_the_whole_queue(db: str, at: datetime) -> None:
    with scope(COUNTY):
        services.queue_fact(fact=fact(), name="乙", code="", division="", why="无", at=at)
    with scope(system_viewer("import")):
        assert len(queries.waiting_facts()) == 1
