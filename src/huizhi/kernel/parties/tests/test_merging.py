"""A merge is a judgement that can be taken back, and taking it back restores exactly what was."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huizhi.kernel.access.services import scope, system_viewer
from huizhi.kernel.parties import queries, services
from huizhi.kernel.parties.models import Party
from huizhi.kernel.parties.types import AlreadyOne, AlreadyParted, CodeTaken, NewFact, ReasonMissing, UnknownParty

CODES = ["91430102MA4L0AXY94", "91430103MA4L0AXY9X", "92430104MA4L0AXY90", "93430105MA4L0AXY91"]


def make(n: int) -> list[int]:
    return [services.add_party(name=f"主体{i}", identifiers={"uscc": CODES[i]}).pk for i in range(n)]


def state() -> list[tuple[int, int | None]]:
    return list(Party.objects.order_by("pk").values_list("pk", "canonical_id"))


def judged(at: datetime, **more: Any) -> dict[str, Any]:
    return {"reason": "同一执照的两次录入", "by": "张三", "at": at, "scope_code": "430102"} | more


def test_a_code_belongs_to_one_party_alone(db: str) -> None:
    with scope(system_viewer("import")):
        make(1)
        with pytest.raises(CodeTaken):
            make(1)


def test_a_merged_party_is_spoken_for_and_its_codes_and_facts_follow(db: str, at: datetime) -> None:
    with scope(system_viewer("import")):
        kept, other, _ = make(3)
        fact = NewFact("许可", {"编号": "1"}, "长沙市局", date(2024, 1, 1), "public", "430102")
        services.record_fact(party_id=other, fact=fact, by="张三", at=at)
        services.merge(kept=kept, other=other, **judged(at))
        assert queries.canonical_of(queries.party_with("uscc", CODES[1]) or 0) == kept
        group = queries.group_of(kept)
        assert group == [kept, other]
        assert {i.value for i in queries.identifiers_of(group)} == {CODES[0], CODES[1]}
        assert [f.party_id for f in queries.public_facts_of(group)] == [other]


def test_parting_restores_exactly_what_was(db: str, at: datetime) -> None:
    with scope(system_viewer("import")):
        one, two, three = make(3)
        before = state()
        edge = services.merge(kept=one, other=two, **judged(at))
        again = services.merge(kept=three, other=one, **judged(at))
        assert {queries.canonical_of(p) for p in (one, two, three)} == {three}
        services.part(merge_id=again.pk, **judged(at))
        assert queries.canonical_of(two) == one
        assert queries.canonical_of(three) == three
        services.part(merge_id=edge.pk, **judged(at))
        assert state() == before


def test_what_is_one_is_not_merged_again_and_what_was_parted_is_not_parted_again(db: str, at: datetime) -> None:
    with scope(system_viewer("import")):
        one, two = make(2)
        edge = services.merge(kept=one, other=two, **judged(at))
        with pytest.raises(AlreadyOne):
            services.merge(kept=two, other=one, **judged(at))
        services.part(merge_id=edge.pk, **judged(at))
        with pytest.raises(AlreadyParted):
            services.part(merge_id=edge.pk, **judged(at))
        with pytest.raises(ReasonMissing):
            services.merge(kept=one, other=two, **judged(at, reason=" "))
        with pytest.raises(UnknownParty):
            services.merge(kept=one, other=999, **judged(at))


def test_who_judged_and_why_stays_readable_in_scope_and_in_the_ledger(db: str, at: datetime, superuser: Any) -> None:
    with scope(system_viewer("import")):
        one, two = make(2)
        edge = services.merge(kept=one, other=two, **judged(at))
        services.part(merge_id=edge.pk, **judged(at + timedelta(days=1), reason="经营者不同，判断有误"))
        assert [(j.same, j.by) for j in queries.judgements_on([edge.pk])] == [(True, "张三"), (False, "张三")]
    kinds = [row[0] for row in superuser.execute("select kind from ledger_note order by at").fetchall()]
    assert kinds == ["parties.merged", "parties.parted"]


STEPS = st.lists(st.tuples(st.sampled_from(["merge", "part"]), st.integers(0, 3), st.integers(0, 3)), max_size=14)


@given(steps=STEPS)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_walk_of_merges_and_partings_leaves_the_groups_that_the_open_merges_make(db: str, at: datetime, steps: Any) -> None:
    with scope(system_viewer("import")):
        parties = [Party.objects.create(name=f"主体{i}").pk for i in range(4)]
        unmerged = [row for row in state() if row[0] in parties]
        edges: list[tuple[int, int, int]] = []
        for act, a, b in steps:
            one, two = parties[a], parties[b]
            joined = _groups(parties, edges)
            if act == "merge" and joined[one] != joined[two]:
                edges.append((services.merge(kept=one, other=two, **judged(at)).pk, one, two))
            elif act == "part" and edges:
                edge = edges.pop(a % len(edges))
                services.part(merge_id=edge[0], **judged(at))
            truth = _groups(parties, edges)
            told = {p: queries.canonical_of(p) for p in parties}
            assert all((truth[p] == truth[q]) == (told[p] == told[q]) for p in parties for q in parties)
            assert all(queries.canonical_of(told[p]) == told[p] for p in parties)
        for edge in edges:
            services.part(merge_id=edge[0], **judged(at))
        assert [row for row in state() if row[0] in parties] == unmerged


def _groups(parties: list[int], edges: list[tuple[int, int, int]]) -> dict[int, int]:
    group = {p: p for p in parties}
    for _, a, b in edges:
        old, new = group[a], group[b]
        group = {p: new if g == old else g for p, g in group.items()}
    return group
