"""The version switches of law.md 0.4: which law governs the day before, and on, each boundary day."""

from datetime import date, timedelta

import pytest

from huizhi.kernel.rulebook import queries
from huizhi.kernel.rulebook.loading import book

DAY = timedelta(days=1)


def governs(topic: str, day: date) -> tuple[str, ...]:
    return queries.law_on(topic, day)


@pytest.mark.parametrize(
    ("topic", "day", "before", "after"),
    [
        ("complaints", date(2026, 4, 15), ("complaints_rules_2019",), ("complaints_rules_2026",)),
        ("credit_repair", date(2025, 12, 25), ("credit_repair_rules_2021",), ("credit_repair_rules_2025",)),
        ("public_credit_repair", date(2026, 4, 1), ("public_credit_repair_rules_2023",), ("public_credit_repair_rules_2026",)),
        ("unfair_competition", date(2025, 10, 15), ("unfair_competition_law_2019",), ("unfair_competition_law_2025",)),
        ("illegal_gains", date(2026, 3, 20), ("illegal_gains_rules_2008",), ("illegal_gains_rules_2026",)),
        ("forced_deregistration", date(2025, 10, 10), ("company_law",), ("company_law", "forced_deregistration_rules")),
        (
            "company_registration",
            date(2025, 2, 10),
            ("registration_regulation", "registration_rules"),
            ("registration_regulation", "registration_rules", "company_registration_rules"),
        ),
        (
            "enterprise_disclosure",
            date(2024, 5, 1),
            ("enterprise_disclosure_regulation_2014",),
            ("enterprise_disclosure_regulation_2024",),
        ),
        ("disclosure_spot_checks", date(2025, 3, 18), ("disclosure_spot_check_interim",), ("disclosure_spot_check_rules",)),
        ("abnormal_list", date(2025, 3, 18), ("abnormal_list_interim",), ("abnormal_list_rules",)),
        ("online_trade", date(2025, 3, 18), ("online_trade_rules",), ("online_trade_rules", "order_101")),
        ("fair_review", date(2024, 8, 1), (), ("fair_review_regulation",)),
        ("fair_review_rules", date(2025, 4, 20), ("fair_review_regulation",), ("fair_review_regulation", "fair_review_rules")),
        ("food_safety", date(2025, 12, 1), ("food_safety_law_2021",), ("food_safety_law_2025",)),
        ("enforcement_supervision", date(2026, 2, 1), (), ("enforcement_supervision_regulation",)),
        ("enterprise_inspection", date(2025, 1, 3), (), ("enterprise_inspection_opinion",)),
        ("drug_law_regulation", date(2026, 5, 15), (), ("drug_law_regulation",)),
        ("online_catering", date(2026, 6, 1), (), ("online_catering_rules",)),
        ("special_equipment_use", date(2026, 5, 1), ("tsg_08_2017",), ("tsg_08_2026",)),
        ("testing_accreditation", date(2026, 6, 1), (), ("testing_accreditation_list",)),
        (
            "enterprise_names",
            date(2023, 10, 1),
            ("enterprise_name_regulation",),
            ("enterprise_name_regulation", "enterprise_name_rules"),
        ),
        ("negative_list", date(2025, 4, 24), ("negative_list_2022",), ("negative_list_2025",)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_law_changes_on_its_day_and_not_before(
    topic: str, day: date, before: tuple[str, ...], after: tuple[str, ...]
) -> None:
    assert governs(topic, day - DAY) == before
    assert governs(topic, day) == after
    assert book().switches[topic].since == day


@pytest.mark.parametrize("topic", ["trade_secrets", "serious_list", "penalty_publication", "unconfirmed_2026"])
def test_where_law_md_knows_no_day_the_old_law_stays(topic: str) -> None:
    switch = book().switches[topic]
    assert switch.since is None
    assert governs(topic, date(2099, 1, 1)) == switch.old


def test_no_switch_goes_untested() -> None:
    assert len(book().switches) == 22 + 4


def test_order_121_mediation_takes_60_days_where_order_20_took_45_working_days() -> None:
    old = queries.in_force("consumer_protection.complaints.mediation", date(2026, 4, 14))
    new = queries.in_force("consumer_protection.complaints.mediation", date(2026, 4, 15))
    assert (old.number, old.value.unit, old.value.article) == (45, "working_day", "21(5)")
    assert (new.number, new.value.unit, new.value.instrument) == (60, "day", "complaints_rules_2026")


def test_order_121_has_no_duty_to_tell_a_named_reporter_within_5_working_days() -> None:
    key = "consumer_protection.tips.named_tip_answer"
    assert queries.in_force(key, date(2026, 4, 14)).number == 5
    with pytest.raises(queries.NothingInForce, match="2026-04-15 起已废止"):
        queries.in_force(key, date(2026, 4, 15))


def test_order_105_notice_of_forced_deregistration_is_90_days_where_the_company_law_says_60() -> None:
    key = "registration.deregistration.forced_notice"
    assert queries.in_force(key, date(2025, 10, 9)).number == 60
    assert queries.in_force(key, date(2025, 10, 10)).number == 90


def test_credit_repair_2025_the_6_months_and_1_year_of_2021_are_dead() -> None:
    for key in ("credit.repair.penalty_after", "credit.repair.food_drug_equipment_after"):
        assert queries.in_force(key, date(2025, 12, 24)).number in {6, 1}
        with pytest.raises(queries.NothingInForce):
            queries.in_force(key, date(2025, 12, 25))


def test_credit_repair_2025_the_new_days_are_unsure_and_say_so() -> None:
    found = queries.in_force("credit.repair.penalty_decision", date(2025, 12, 25))
    assert (found.number, found.is_unsure) == (7, True)
    assert queries.in_force("credit.repair.penalty_decision", date(2025, 12, 24)).number == 15


def test_unfair_competition_2025_no_fine_of_the_new_law_before_its_day() -> None:
    with pytest.raises(queries.NothingInForce, match="尚无数值"):
        queries.in_force("fair_competition.unfair_competition.bribery_fine_to", date(2025, 10, 14))
    assert queries.in_force("fair_competition.unfair_competition.bribery_fine_to", date(2025, 10, 15)).number == 100_000_000


def test_food_safety_2025_a_number_read_in_the_old_text_says_that_its_text_was_replaced() -> None:
    key = "sampling.food_sampling.retest_request"
    assert queries.in_force(key, date(2025, 11, 30)).superseded == ()
    assert queries.in_force(key, date(2025, 12, 1)).superseded == ("food_safety_law_2021",)
