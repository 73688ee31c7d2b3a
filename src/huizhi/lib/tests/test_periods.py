"""Properties of periods, beside the readable cases."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huizhi.lib.calendar import InstantWithoutZone, end_of
from huizhi.lib.counting_rules import COUNTING_RULES, EXCLUSIONS, Length, Reading, Unit, Written
from huizhi.lib.periods import (
    Due,
    HoursNeedAnInstant,
    LengthNotPositive,
    Pause,
    PauseEndsBeforeItBegins,
    done_at,
    due,
    due_many,
    latest_day_before,
)
from huizhi.lib.tests.days import calendar_of_the_cases

CALENDAR = calendar_of_the_cases()
PROCEDURE = COUNTING_RULES["penalty_procedure"]
REGISTRATION = COUNTING_RULES["registration"]
DAY = timedelta(days=1)
STARTS = st.dates(date(2025, 2, 1), date(2026, 3, 1))
LENGTHS = st.builds(Length, st.integers(1, 90), st.sampled_from([Unit.WORKING_DAY, Unit.DAY]))
NOON = datetime(2026, 3, 2, 4, 20, tzinfo=UTC)


@st.composite
def some_pauses(draw: st.DrawFn) -> list[Pause]:
    spans = draw(st.lists(st.tuples(STARTS, st.integers(0, 20)), max_size=4))
    return [Pause(opened, opened + days * DAY) for opened, days in spans]


def ends(start: date, length: Length, pauses: list[Pause] | None = None) -> date:
    found = due(start=start, lengths=length, rule=REGISTRATION, calendar=CALENDAR, pauses=pauses or [])
    assert found.last_day is not None
    return found.last_day


def walked(start: date, length: Length, pauses: list[Pause]) -> date:
    """Day by day: a day counts when it is of the unit and no pause that opened before it was reached covers it."""
    day, left = start, length.n
    while left:
        day += DAY
        paused = any(p.closed and p.opened < day <= p.closed for p in pauses)
        left -= not paused and (length.unit is Unit.DAY or CALENDAR.is_working_day(day))
    return day


@given(STARTS, LENGTHS, some_pauses())
def test_a_period_with_pauses_ends_where_walking_ends(start: date, length: Length, pauses: list[Pause]) -> None:
    assert ends(start, length, pauses) == walked(start, length, pauses)


@given(STARTS, STARTS, LENGTHS, some_pauses())
def test_a_later_event_never_ends_earlier(one: date, other: date, length: Length, pauses: list[Pause]) -> None:
    early, late = sorted((one, other))
    assert ends(early, length, pauses) <= ends(late, length, pauses)


@given(STARTS, LENGTHS, some_pauses(), some_pauses())
def test_another_pause_never_ends_a_period_earlier(start: date, length: Length, some: list[Pause], more: list[Pause]) -> None:
    assert ends(start, length, some) <= ends(start, length, some + more)


@given(STARTS, LENGTHS, some_pauses(), st.randoms(use_true_random=False))
def test_the_order_in_which_pauses_are_told_does_not_matter(
    start: date, length: Length, pauses: list[Pause], order: object
) -> None:
    shuffled = list(pauses)
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    assert ends(start, length, pauses) == ends(start, length, shuffled)


@given(STARTS, LENGTHS, LENGTHS, some_pauses())
def test_an_extension_never_ends_earlier_than_without_it(
    start: date, length: Length, extension: Length, pauses: list[Pause]
) -> None:
    extended = due(start=start, lengths=[length, extension], rule=REGISTRATION, calendar=CALENDAR, pauses=pauses)
    assert extended.last_day is not None
    assert extended.last_day > ends(start, length, pauses)


@given(STARTS, st.integers(1, 24))
def test_months_end_on_the_same_number_or_on_the_last_day_of_the_month(start: date, months: int) -> None:
    end = ends(start, Length(months, Unit.MONTH))
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day == start.day or (end.day < start.day and (end + DAY).day == 1)


@given(STARTS, st.integers(1, 60))
def test_a_last_day_is_never_a_holiday_where_the_rule_rolls(start: date, n: int) -> None:
    found = due(start=start, lengths=Length(n, Unit.DAY), rule=PROCEDURE, calendar=CALENDAR)
    assert found.last_day is not None
    assert not CALENDAR.is_holiday(found.last_day)
    assert found.due_at == end_of(found.last_day)


@given(st.sampled_from(list(COUNTING_RULES)), st.integers(1, 400))
def test_a_working_day_is_read_from_a_bare_number_only_where_the_instrument_says_so(key: str, n: int) -> None:
    stated = {
        "penalty_law": {2, 3, 5, 7},
        "coercion": set(range(1, 11)),
        "licensing": set(range(1, 401)),
        "reconsideration": {3, 5, 7, 10},
    }
    rule = COUNTING_RULES[key]
    assert (rule.length(n, Written.DAY).unit is Unit.WORKING_DAY) == (n in stated.get(key, set()))
    assert rule.length(n, Written.WORKING_DAY).unit is Unit.WORKING_DAY


def test_a_confirmed_reading_replaces_the_one_of_the_row() -> None:
    saturday = due(start=date(2026, 3, 6), lengths=Length(15, Unit.DAY), rule=PROCEDURE, calendar=CALENDAR)
    confirmed = replace(PROCEDURE, rolls_weekends=Reading(True, "V"))
    monday = due(start=date(2026, 3, 6), lengths=Length(15, Unit.DAY), rule=confirmed, calendar=CALENDAR)
    assert (saturday.last_day, monday.last_day) == (date(2026, 3, 21), date(2026, 3, 23))
    assert monday.rolled
    assert not saturday.rolled


def test_an_instrument_that_counts_the_first_day_ends_a_day_earlier() -> None:
    counted = replace(REGISTRATION, first_excluded=Reading(False, "V"))
    found = due(start=date(2026, 3, 1), lengths=Length(10, Unit.DAY), rule=counted, calendar=CALENDAR)
    assert found.last_day == date(2026, 3, 10)


def test_every_rule_carries_its_source_and_confidence() -> None:
    for rule in COUNTING_RULES.values():
        assert rule.source.startswith("law.md 0.2")
        assert rule.confidence in {"V", "Vp", "K", "U"}
        assert (rule.article is None) == (rule.key in {"licensing_applicant", "registration", "transfer"})
    assert {e.article for e in EXCLUSIONS.values()} == {"§18", "§64", "§38", "§22", "§45"}


def test_a_set_of_clocks_gets_the_same_answers_as_each_alone() -> None:
    length = Length(15, Unit.WORKING_DAY)
    rows = [(date(2026, 1, 1) + n * DAY, [Pause(date(2026, 2, 1), date(2026, 2, 9))]) for n in range(60)]
    alone = [due(start=s, lengths=length, rule=PROCEDURE, calendar=CALENDAR, pauses=p) for s, p in rows]
    assert list(due_many(rows, lengths=length, rule=PROCEDURE, calendar=CALENDAR)) == alone


def test_a_clock_that_stands_still_has_no_end_and_is_in_time() -> None:
    found = due(start=NOON, lengths=Length(15, Unit.WORKING_DAY), rule=PROCEDURE, calendar=CALENDAR, pauses=[Pause(NOON)])
    assert (found.paused, found.last_day, found.due_at) == (True, None, None)
    assert found.in_time(NOON + 999 * DAY)
    assert "届满时间待定" in found.told


def test_the_last_instant_before_the_end_is_in_time_and_the_end_is_not() -> None:
    found = due(start=NOON, lengths=Length(3, Unit.DAY), rule=REGISTRATION, calendar=CALENDAR)
    assert found.due_at is not None
    assert found.in_time(found.due_at - timedelta(microseconds=1))
    assert not found.in_time(found.due_at)


def hours(n: int, *pauses: Pause) -> Due:
    rule = COUNTING_RULES["transfer"]
    return due(start=NOON, lengths=Length(n, Unit.HOUR), rule=rule, calendar=CALENDAR, pauses=pauses)


def test_hours_stand_still_while_a_pause_runs_and_count_overlaps_once() -> None:
    hour = timedelta(hours=1)
    first = Pause(NOON + hour, NOON + 3 * hour)
    within = Pause(NOON + 2 * hour, NOON + 4 * hour)
    late = Pause(NOON + 40 * hour, NOON + 50 * hour)
    assert hours(24, first, within, late).due_at == NOON + 27 * hour
    assert hours(24, first, Pause(NOON + 5 * hour)).paused
    assert hours(24, first).excluded == 7200


def test_hours_that_end_at_midnight_end_on_the_day_before() -> None:
    start = datetime(2026, 3, 2, 16, 0, tzinfo=UTC)
    found = due(start=start, lengths=Length(24, Unit.HOUR), rule=COUNTING_RULES["transfer"], calendar=CALENDAR)
    assert found.last_day == date(2026, 3, 3)
    assert "24时届满" in found.told


def test_what_was_posted_in_time_is_in_time_where_transit_is_not_counted() -> None:
    sent, arrived = NOON, NOON + 5 * DAY
    assert done_at(sent=sent, arrived=arrived, rule=PROCEDURE) == sent
    assert done_at(sent=sent, arrived=arrived, rule=REGISTRATION) == arrived


def test_a_notice_seven_working_days_before_a_hearing() -> None:
    hearing = date(2026, 10, 12)
    assert latest_day_before(hearing, Length(7, Unit.WORKING_DAY), CALENDAR) == date(2026, 9, 24)
    assert latest_day_before(date(2026, 3, 31), Length(1, Unit.MONTH), CALENDAR) == date(2026, 2, 28)
    assert latest_day_before(date(2026, 3, 31), Length(30, Unit.DAY), CALENDAR) == date(2026, 3, 1)


@pytest.mark.parametrize("n", [0, -1])
def test_a_period_of_nothing_is_refused(n: int) -> None:
    with pytest.raises(LengthNotPositive):
        due(start=NOON, lengths=Length(n, Unit.DAY), rule=PROCEDURE, calendar=CALENDAR)
    with pytest.raises(LengthNotPositive):
        latest_day_before(date(2026, 3, 1), Length(n, Unit.DAY), CALENDAR)


def test_hours_cannot_be_counted_from_a_day_nor_mixed_with_days() -> None:
    one_hour = Length(1, Unit.HOUR)
    for start, lengths in ((date(2026, 3, 1), [one_hour]), (NOON, [one_hour, Length(1, Unit.DAY)])):
        with pytest.raises(HoursNeedAnInstant):
            due(start=start, lengths=lengths, rule=PROCEDURE, calendar=CALENDAR)
    with pytest.raises(HoursNeedAnInstant):
        hours(1, Pause(date(2026, 3, 1), date(2026, 3, 2)))
    with pytest.raises(HoursNeedAnInstant):
        latest_day_before(date(2026, 3, 1), one_hour, CALENDAR)


def test_a_pause_that_runs_backwards_or_without_zone_is_refused() -> None:
    with pytest.raises(PauseEndsBeforeItBegins):
        Pause(date(2026, 3, 2), date(2026, 3, 1))
    with pytest.raises(PauseEndsBeforeItBegins):
        Pause(NOON, NOON - timedelta(seconds=1))
    naive = datetime(2026, 3, 1, 9, 0)  # noqa: DTZ001 (the point)
    with pytest.raises(InstantWithoutZone):
        Pause(naive, naive)
    with pytest.raises(InstantWithoutZone):
        hours(1, Pause(naive))
