"""An entity lives through events in their order; its state on any day follows from them, and nothing else."""

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huizhi.domains.legal_entities import queries, services
from huizhi.domains.legal_entities.choices import EventKind, Status
from huizhi.domains.legal_entities.life_cycle import STEPS, possible, state_after
from huizhi.domains.legal_entities.models import Entity, PublicEntity
from huizhi.domains.legal_entities.tests.factories import KEYS, code, row
from huizhi.domains.legal_entities.types import CodeTaken, RowWrong, UnknownEntity, WrongOrder
from huizhi.kernel.access.services import scope, system_viewer
from huizhi.kernel.parties.models import Party

ALL = system_viewer("import")


def cells(n: int, **changed: Any) -> dict[str, str]:
    return dict(zip(KEYS, row(n, **changed), strict=True))


def act(event: str, on: date, at: datetime, n: int = 1) -> Entity:
    return services.record_event(code=code(n), event=event, on=on, by="张三", at=at, reason="依申请")


def test_an_entity_is_registered_with_its_first_event_and_found(db: str, at: datetime) -> None:
    with scope(ALL):
        services.register_entity(cells=cells(1), by="张三", at=at)
        assert queries.find(code(1)).hits[0].name == "长沙测试1号科技有限公司"
        with pytest.raises(CodeTaken):
            services.register_entity(cells=cells(1), by="张三", at=at)
        with pytest.raises(RowWrong, match="第18位校验码不符"):
            services.register_entity(cells=cells(2, uscc=code(2)[:-1] + ("0" if code(2)[-1] != "0" else "1")), by="张三", at=at)


def test_its_state_on_any_day_follows_from_its_events(db: str, at: datetime) -> None:
    with scope(ALL):
        services.register_entity(cells=cells(1), by="张三", at=at)
        act(EventKind.SUSPENDED, date(2020, 1, 1), at)
        act(EventKind.RESUMED, date(2020, 6, 1), at)
        act(EventKind.CLOSED, date(2024, 1, 1), at)
        told = {str(d): queries.state_on(code(1), d) for d in (date(2016, 5, 11), date(2016, 5, 12), date(2020, 3, 1))}
        assert told == {"2016-05-11": None, "2016-05-12": Status.ACTIVE, "2020-03-01": Status.DORMANT}
        assert queries.state_on(code(1), date(2020, 6, 1)) == Status.ACTIVE
        assert queries.state_on(code(1), date(2026, 1, 1)) == Status.CLOSED


def test_what_it_was_called_on_any_day_follows_from_its_events(db: str, at: datetime) -> None:
    with scope(ALL):
        services.register_entity(cells=cells(1), by="张三", at=at)
        services.change(code=code(1), cells={"name": "长沙新名科技有限公司"}, on=date(2020, 1, 1), by="张三", at=at)
        services.change(
            code=code(1), cells={"name": "长沙再新科技有限公司", "capital": "900"}, on=date(2022, 1, 1), by="张三", at=at
        )
        assert queries.as_of(code(1), date(2019, 1, 1))["name"] == "长沙测试1号科技有限公司"
        assert queries.as_of(code(1), date(2021, 1, 1))["name"] == "长沙新名科技有限公司"
        assert queries.as_of(code(1), date(2021, 1, 1))["capital_fen"] == "500000000"
        assert queries.as_of(code(1), date(2023, 1, 1))["capital_fen"] == "900000000"
        assert Party.objects.get().name == "长沙再新科技有限公司"
        assert [h.name for h in queries.find("再新科技").hits] == ["长沙再新科技有限公司"]
        assert queries.find("测试1号").total == 0


def test_a_migrated_entity_keeps_its_code_and_comes_under_another_organ(db: str, at: datetime) -> None:
    with scope(ALL):
        services.register_entity(cells=cells(1), by="张三", at=at)
        moved = {"division": "430212", "address": "湖南省株洲市渌口区津口大道1号", "organ": "430212"}
        services.migrate(code=code(1), **moved, on=date(2021, 1, 1), by="张三", at=at)
        assert queries.find("测试1号", place="430212").total == 1
        assert queries.find("测试1号", place="430102").total == 0
        assert PublicEntity.objects.get().code == code(1)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (EventKind.CLOSED, EventKind.SUSPENDED),
        (EventKind.SUSPENDED, EventKind.SUSPENDED),
        (EventKind.REVOKED, EventKind.RESUMED),
        (EventKind.CLOSED, EventKind.REVOKED),
    ],
)
def test_what_cannot_follow_is_refused_with_what_can(db: str, at: datetime, first: str, second: str) -> None:
    with scope(ALL):
        services.register_entity(cells=cells(1), by="张三", at=at)
        act(first, date(2020, 1, 1), at)
        with pytest.raises(WrongOrder) as refused:
            act(second, date(2021, 1, 1), at)
        assert refused.value.remedy.startswith("此状态下可以")


def test_nothing_happens_before_the_last_event_or_after_today(db: str, at: datetime) -> None:
    with scope(ALL):
        services.register_entity(cells=cells(1), by="张三", at=at)
        act(EventKind.SUSPENDED, date(2020, 1, 1), at)
        with pytest.raises(WrongOrder, match="早于上一事件"):
            act(EventKind.RESUMED, date(2019, 1, 1), at)
        with pytest.raises(WrongOrder, match="晚于今天"):
            act(EventKind.RESUMED, date(2030, 1, 1), at)
        with pytest.raises(UnknownEntity):
            act(EventKind.RESUMED, date(2020, 1, 1), at, n=9)


def test_a_reserved_name_is_nobody_until_it_is_established(db: str, at: datetime) -> None:
    with scope(ALL):
        reserved = services.reserve_name(name="长沙预留科技有限公司", division="430102", organ="430102", by="张三", at=at)
        assert queries.find("预留科技").total == 0
        given = cells(3, name="长沙预留科技有限公司", established_on="2026-03-02")
        services.establish_reserved(entity_id=reserved.pk, cells=given, on=date(2026, 3, 2), by="张三", at=at)
        assert [h.code for h in queries.find("预留科技").hits] == [code(3)]
        lapsing = services.reserve_name(name="长沙失效科技有限公司", division="430102", organ="430102", by="张三", at=at)
        services.lapse_reservation(entity_id=lapsing.pk, on=date(2026, 3, 2), by="张三", at=at)
        with pytest.raises(WrongOrder):
            services.establish_reserved(entity_id=lapsing.pk, cells=given, on=date(2026, 3, 2), by="张三", at=at)


def test_every_act_is_noted(db: str, at: datetime, superuser: Any) -> None:
    with scope(ALL):
        services.register_entity(cells=cells(1), by="张三", at=at)
        act(EventKind.REVOKED, date(2020, 1, 1), at)
    kinds = {row[0] for row in superuser.execute("select kind from ledger_note").fetchall()}
    assert kinds == {"legal_entities.set_up", "legal_entities.revoke"}


@given(st.lists(st.sampled_from(list(STEPS)), max_size=30))
def test_a_life_of_any_events_passes_only_through_states_that_have_a_name(events: list[str]) -> None:
    state = ""
    for event in events:
        after = state_after(state, event)
        assert (after is not None) == (event in possible(state))
        state = after if after is not None else state
        assert state == "" or state in Status.values


def test_every_state_but_the_ended_ones_leads_on_and_every_state_can_be_reached() -> None:
    reached, frontier = {""}, [""]
    while frontier:
        here = frontier.pop()
        for event in possible(here):
            there = state_after(here, event)
            if there is not None and there not in reached:
                reached.add(there)
                frontier.append(there)
    assert reached == set(Status.values) | {""}
    assert [s for s in Status.values if not possible(s)] == [Status.LAPSED]
