"""Acts on the law: who may do them, what they leave behind, what is refused."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from huizhi.kernel.access.services import NotYours, scope
from huizhi.kernel.access.types import Kind, Viewer
from huizhi.kernel.ledger.models import Note
from huizhi.kernel.rulebook import models, queries, services
from huizhi.kernel.rulebook.types import CAPABILITIES, Confidence

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
KEY = "hn.hearing.amount_person"
RULE = "enforcement.hearings.fine_person"


def officer(name: str, scope_code: str = "43", *, capabilities: frozenset[str] = frozenset(CAPABILITIES)) -> Viewer:
    return Viewer(
        kind=Kind.OFFICER, account_id=1, account_uuid=str(uuid4()), name=name, scope_code=scope_code, capabilities=capabilities
    )


LI, WANG, COUNTY = officer("李法规"), officer("王法规"), officer("张县员", "430102")


def edit(by: Viewer = LI, *, value: Any = 2_000_000, seen: int = 0, reason: str = "省级标准", on: date = date(2026, 3, 1)) -> Any:
    with scope(by):
        return services.edit_parameter(
            key=KEY, value=value, effective_on=on, basis="湘市监测试〔2026〕1号", reason=reason, seen=seen, by=by, at=AT
        )


def confirm(n: int = 1, by: Viewer = WANG) -> models.Confirmation:
    with scope(by):
        return services.confirm_edit(key=KEY, n=n, ground="对照文件原文", by=by, at=AT)


def test_an_edit_applies_only_when_a_second_person_has_confirmed_it(db: str) -> None:
    edit()
    with scope(LI):
        assert queries.standing(RULE, date(2026, 3, 2)).number == 1_000_000
    confirm()
    with scope(LI):
        found = queries.standing(RULE, date(2026, 3, 2))
        assert (found.number, found.is_provincial, found.confirmed_by) == (2_000_000, True, "王法规")
        assert queries.obstacles([RULE], date(2026, 3, 2)) == []


def test_an_edit_applies_from_its_day(db: str) -> None:
    edit(on=date(2026, 6, 1))
    confirm()
    with scope(LI):
        assert queries.standing(RULE, date(2026, 5, 31)).number == 1_000_000
        assert queries.standing(RULE, date(2026, 6, 1)).number == 2_000_000


def test_every_edit_stays_in_the_trail_and_names_the_one_before(db: str) -> None:
    first = edit()
    second = edit(WANG, value=3_000_000, seen=1)
    with scope(LI):
        trail = queries.trail(KEY)
    assert [e.value for e, _ in trail] == [3_000_000, 2_000_000]
    assert (first.before, second.before) == ("", first.digest)
    assert (second.by, str(second.by_account)) == ("王法规", WANG.account_uuid)


def test_every_act_is_noted_in_the_ledger(db: str) -> None:
    edit()
    confirm()
    with scope(WANG):
        row = queries.values().get(rule="enforcement.case_clocks.verification")
        services.confirm_value(rule=row.rule, digest=row.digest, ground="对照原文", by=WANG, at=AT)
        kinds = list(Note.objects.order_by("recorded_at").values_list("kind", "subject"))
    assert kinds == [
        ("rulebook.parameter_edited", f"parameter:{KEY}"),
        ("rulebook.value_confirmed", f"parameter_edit:{KEY}"),
        ("rulebook.value_confirmed", "rule_value:enforcement.case_clocks.verification"),
    ]


def test_who_has_edited_does_not_confirm(db: str) -> None:
    edit()
    with pytest.raises(services.OwnEdit, match="RUL-007"):
        confirm(by=LI)
    with scope(LI):
        assert models.Confirmation.objects.count() == 0


def test_an_edit_from_an_old_page_is_refused(db: str) -> None:
    edit()
    with pytest.raises(services.MovedMeanwhile, match="已被他人修改"):
        edit(WANG, value=9, seen=0)


def test_a_county_does_not_edit_for_the_province(db: str) -> None:
    with pytest.raises(services.OutsideProvince, match="RUL-006"):
        edit(COUNTY)
    with scope(COUNTY):
        assert models.ParameterEdit.objects.count() == 0


def test_a_county_does_not_confirm_even_past_the_service(db: str) -> None:
    with scope(COUNTY), connection.cursor() as cursor:
        cursor.execute("select rulebook_confirm('rule_value', 'x', 'y', 'z', 'w', now())")
        assert cursor.fetchone()[0] == services.OUTSIDE


def test_nobody_without_an_account_writes(db: str) -> None:
    nobody = Viewer(kind=Kind.SYSTEM, system="reference", capabilities=frozenset(CAPABILITIES))
    with pytest.raises(services.OutsideProvince):
        edit(nobody)


def test_without_the_capability_there_is_no_act(db: str) -> None:
    reader = officer("读者", capabilities=frozenset({"rulebook.view_rules"}))
    with pytest.raises(NotYours, match="ACC-002"):
        edit(reader)


@pytest.mark.parametrize("value", ["二百万", True, -1, {"a": 1}, [], None, 10**15])
def test_a_value_of_another_shape_is_refused(db: str, value: Any) -> None:
    with pytest.raises(services.ParameterValueRefused, match="应为整数"):
        edit(value=value)


def test_an_edit_without_a_reason_is_refused(db: str) -> None:
    with pytest.raises(services.MissingGround, match="请填写修改理由"):
        edit(reason="  ")


def test_a_confirmed_value_may_be_rested_on(db: str) -> None:
    rule = "enforcement.case_clocks.verification"
    with scope(WANG):
        row = queries.values().get(rule=rule)
        services.confirm_value(rule=rule, digest=row.digest, ground="对照原文第十八条", by=WANG, at=AT)
        assert queries.obstacles([rule], date(2026, 3, 2)) == []
        assert queries.values().get(rule=rule).is_confirmed
        with pytest.raises(services.AlreadyConfirmed):
            services.confirm_value(rule=rule, digest=row.digest, ground="再次", by=WANG, at=AT)


def test_a_confirmation_holds_for_the_value_it_was_given_to_and_no_other(db: str) -> None:
    rule = "consumer_protection.complaints.mediation"
    with scope(WANG):
        old = queries.values_on(date(2026, 4, 14)).get(rule=rule)
        services.confirm_value(rule=rule, digest=old.digest, ground="对照原文", by=WANG, at=AT)
        assert queries.obstacles([rule], date(2026, 4, 14)) == []
        assert len(queries.obstacles([rule], date(2026, 4, 15))) == 1


def load(by: Viewer = LI, *, seen: int = 0, days_off: list[date] | None = None, days_worked: list[date] | None = None) -> Any:
    with scope(by):
        return services.load_holiday_notice(
            year=2055,
            days_off=days_off or [date(2055, 10, 1)],
            days_worked=days_worked or [],
            document_number="",
            source="provincial 测试安排",
            confidence=Confidence.SEEN,
            seen=seen,
            by=by,
            at=AT,
        )


def test_a_year_whose_notice_is_entered_is_no_longer_provisional(db: str) -> None:
    with scope(LI):
        assert 2055 in queries.calendar().provisional
        assert queries.calendar().is_working_day(date(2055, 10, 11))
    load(days_off=[date(2055, 10, 1), date(2055, 10, 11)])
    with scope(LI):
        assert 2055 not in queries.calendar().provisional
        assert not queries.calendar().is_working_day(date(2055, 10, 11))


def test_a_corrected_notice_replaces_the_first_and_both_stay(db: str) -> None:
    load()
    load(seen=1, days_off=[date(2055, 10, 1), date(2055, 10, 4)])
    with scope(LI):
        assert models.HolidayNotice.objects.filter(year=2055).count() == 2
        assert next(n for n in queries.holiday_notices() if n.year == 2055).n == 2
    with pytest.raises(services.MovedMeanwhile):
        load(seen=1)


def test_days_that_cannot_be_true_are_refused(db: str) -> None:
    from huizhi.lib.calendar import YearDaysContradictory

    with pytest.raises(YearDaysContradictory, match="周六或周日"):
        load(days_worked=[date(2055, 10, 5)])
    with pytest.raises(YearDaysContradictory, match="其他年份"):
        load(days_off=[date(2054, 10, 1)])


def test_a_table_of_the_province_sets_each_rule_that_it_names_and_leaves_the_others(db: str) -> None:
    key, day = "hn.food.risk.frequency", date(2026, 3, 2)
    with scope(LI):
        services.edit_parameter(
            key=key, value={"grade_a_checks": 2}, effective_on=day, basis="测试文件", reason="测试", seen=0, by=LI, at=AT
        )
    with scope(WANG):
        services.confirm_edit(key=key, n=1, ground="对照文件原文", by=WANG, at=AT)
        named = queries.standing("food_safety.risk_grading.grade_a_checks", day)
        other = queries.standing("food_safety.risk_grading.grade_d_checks_to", day)
    assert (named.number, named.is_provincial) == (2, True)
    assert (other.number, other.is_provincial) == (4, False)
    assert named.digest != named.national.value.digest
