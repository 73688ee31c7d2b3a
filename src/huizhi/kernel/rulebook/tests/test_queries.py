"""What the rulebook answers from its files."""

from datetime import date

import pytest

from huizhi.kernel.rulebook import queries
from huizhi.kernel.rulebook.loading import book
from huizhi.kernel.rulebook.types import Status


@pytest.mark.parametrize(
    "text", ["总局令第121号", "121号令", "第121号", "121", "《市场监督管理投诉举报处理办法》", "complaints_rules_2026"]
)
def test_an_instrument_is_found_under_any_of_its_names(text: str) -> None:
    assert queries.find_instruments(text) == ["complaints_rules_2026"]


def test_an_order_of_the_state_council_is_not_an_order_of_the_administration() -> None:
    assert queries.find_instruments("国务院令783") == ["fair_review_regulation"]
    assert queries.find_instruments("总局令第783号") == []


def test_what_rests_on_order_121_is_every_rule_of_complaints_and_tips() -> None:
    resting = queries.rests_on("complaints_rules_2026")
    assert len(resting.rules) == 8
    assert "consumer_protection.complaints.mediation" in resting.rules
    assert "consumer_protection.tips.named_tip_answer" in resting.rules  # the repeal rests on it too
    assert [name for name, _ in resting.switches] == ["complaints"]
    assert resting.counting == ("complaints",)
    assert resting.instrument.predecessor == "complaints_rules_2019"


def test_what_rests_on_an_amending_order_includes_what_it_amends() -> None:
    assert set(queries.rests_on("order_101").amends) == {
        "disclosure_spot_check_rules",
        "abnormal_list_rules",
        "online_trade_rules",
    }


def test_a_second_basis_counts_as_well() -> None:
    assert "registration.deregistration.simple_notice" in queries.rests_on("company_law").rules


def test_an_unknown_rule_or_instrument_is_refused_with_a_code() -> None:
    with pytest.raises(queries.NoSuchRule, match="RUL-002"):
        queries.in_force("enforcement.nothing.at_all", date(2026, 1, 1))
    with pytest.raises(queries.NoSuchInstrument, match="RUL-004"):
        queries.rests_on("nothing")


def test_every_instrument_of_a_rule_is_registered_with_its_dates() -> None:
    assert all(key in book().instruments for rule in book().rules.values() for value in rule.values for key in value.instruments)


def test_the_status_of_an_instrument_follows_the_day() -> None:
    assert queries.status_on("complaints_rules_2019", date(2026, 4, 14)) is Status.IN_FORCE
    assert queries.status_on("complaints_rules_2019", date(2026, 4, 15)) is Status.SUPERSEDED
    assert queries.status_on("complaints_rules_2026", date(2026, 4, 15)) is Status.IN_FORCE
    assert queries.status_on("serious_list_draft_2025", date(2026, 4, 15)) is Status.DRAFT


def test_the_ranks_of_approval_stand_in_their_order() -> None:
    assert [r.zh for r in sorted(book().ranks.values(), key=lambda r: r.order)] == [
        "承办人",
        "办案机构负责人",
        "审核机构",
        "部门负责人",
        "主要负责人",
        "负责人集体讨论",
    ]
