"""The law files in their tables, and what may be rested on."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection

from huizhi.kernel.access.services import scope, system_viewer
from huizhi.kernel.rulebook import models, queries, services
from huizhi.kernel.rulebook.loading import book

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def test_every_instrument_and_value_stands_in_its_table(db: str) -> None:
    with scope(system_viewer("reference")):
        assert queries.instruments().count() == len(book().instruments)
        assert queries.values().count() == sum(len(rule.values) for rule in book().rules.values())
        assert queries.parameters().count() == len(book().parameters)


def test_a_value_in_the_table_is_the_value_in_the_file(db: str) -> None:
    with scope(system_viewer("reference")):
        row = queries.values_on(date(2026, 4, 15)).get(rule="consumer_protection.complaints.mediation")
    assert (row.value, row.unit, row.instrument_id, row.article) == (60, "day", "complaints_rules_2026", "18–23")
    assert row.file == "huizhi/domains/consumer_protection/rules/complaints.yaml"
    assert row.digest == book().rules[row.rule].values[1].digest
    assert (row.since, row.until) == (date(2026, 4, 15), None)


def test_before_the_boundary_the_table_holds_the_old_value(db: str) -> None:
    with scope(system_viewer("reference")):
        row = queries.values_on(date(2026, 4, 14)).get(rule="consumer_protection.complaints.mediation")
    assert (row.value, row.unit, row.until) == (45, "working_day", date(2026, 4, 15))


def test_loading_again_changes_nothing(db: str, as_owner: None) -> None:
    before = list(models.RuleValue.objects.values_list("pk", "digest", "loaded_at"))
    services.load_reference(at=AT + timedelta(days=1))
    assert list(models.RuleValue.objects.values_list("pk", "digest", "loaded_at")) == before


def test_a_value_that_left_the_files_is_kept_and_marked(db: str, as_owner: None) -> None:
    row = models.RuleValue.objects.first()
    assert row is not None
    models.RuleValue.objects.filter(pk=row.pk).update(rule="enforcement.old.thing")
    services.load_reference(at=AT)
    assert models.RuleValue.objects.get(pk=row.pk).withdrawn_at == AT
    assert models.RuleValue.objects.filter(rule=row.rule, digest=row.digest, withdrawn_at=None).count() == 1


def test_the_application_cannot_write_the_law(db: str) -> None:
    with pytest.raises(DatabaseError, match="permission denied"), scope(system_viewer("reference")):
        models.RuleValue.objects.update(value=1)


@pytest.mark.parametrize("table", ["rulebook_parameteredit", "rulebook_confirmation", "rulebook_holidaynotice"])
def test_the_application_cannot_write_an_edit_past_its_function(db: str, table: str) -> None:
    for statement in (f"insert into {table} default values", f"update {table} set by = ''", f"delete from {table}"):
        with pytest.raises(DatabaseError, match="permission denied"), scope(system_viewer("reference")):
            connection.cursor().execute(statement)


def test_a_clock_may_not_rest_on_what_nobody_has_confirmed(db: str) -> None:
    with scope(system_viewer("reference")):
        found = queries.obstacles(
            ["enforcement.case_clocks.verification", "credit.repair.penalty_decision", "enforcement.hearings.fine_person"],
            date(2026, 3, 2),
        )
    assert [(o.key.rpartition(".")[2], o.why) for o in found] == [
        ("verification", "可信度为 V，尚未由法规处确认"),
        ("penalty_decision", "可信度为 U（存疑），尚未确认"),
        ("fine_person", "省级参数“听证：自然人较大数额罚款”尚未设定并确认"),
    ]
    assert all("法规处" in str(o.who) for o in found)


def test_a_repealed_rule_is_an_obstacle_too(db: str) -> None:
    with scope(system_viewer("reference")):
        found = queries.obstacles(["consumer_protection.tips.named_tip_answer"], date(2026, 4, 15))
    assert "已废止" in found[0].why


def test_the_calendar_holds_the_announced_years_and_says_which_are_not(db: str) -> None:
    with scope(system_viewer("reference")):
        notices = queries.holiday_notices()
        calendar = queries.calendar()
    announced = {notice.year for notice in notices}
    assert {2024, 2025} <= announced
    assert all(n.confidence == "K" and n.source.startswith("package chinesecalendar ") for n in notices)
    assert calendar.provisional[0] == max(announced) + 1
