"""The working-day calendar: an array answer is the same as walking day by day, and nothing is answered from thin air."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huizhi.lib.calendar import (
    Calendar,
    InstantWithoutZone,
    NoticeMissing,
    YearDays,
    YearDaysContradictory,
    YearOutsideCalendar,
    demand_notice,
    end_of,
    legal_day,
    start_of,
)
from huizhi.lib.tests.days import calendar_of_the_cases

CALENDAR = calendar_of_the_cases()
DAY = timedelta(days=1)
DAYS = st.dates(date(2025, 1, 1), date(2026, 12, 31))
COUNTS = st.integers(1, 200)


def a_year(year: int, **changes: object) -> YearDays:
    given: dict[str, object] = {
        "days_off": frozenset(),
        "days_worked": frozenset(),
        "published": True,
        "instrument": None,
        "source": "test",
        "confidence": "K",
    }
    return YearDays(year=year, **(given | changes))  # type: ignore[arg-type]


def walked(start: date, count: int) -> date:
    """Day by day, from the definition alone."""
    day = start
    while count:
        day += DAY
        year = CALENDAR.years[day.year]
        count -= day in year.days_worked or (day.weekday() < 5 and day not in year.days_off)
    return day


@given(DAYS, COUNTS)
def test_working_days_are_those_found_by_walking(start: date, count: int) -> None:
    assert CALENDAR.add_working_days(start, count) == walked(start, count)


@given(DAYS, COUNTS)
def test_counting_is_the_inverse_of_adding(start: date, count: int) -> None:
    end = CALENDAR.add_working_days(start, count)
    assert CALENDAR.is_working_day(end)
    assert CALENDAR.working_days_between(start, end) == count
    assert CALENDAR.nth_working_day(CALENDAR.working_days_until(end)) == end


@given(DAYS, DAYS, COUNTS)
def test_a_later_start_never_ends_earlier(one: date, other: date, count: int) -> None:
    early, late = sorted((one, other))
    assert CALENDAR.add_working_days(early, count) <= CALENDAR.add_working_days(late, count)


@given(DAYS, st.integers(1, 60), st.integers(1, 60))
def test_two_periods_in_a_row_are_one_of_their_sum(start: date, one: int, other: int) -> None:
    parts = CALENDAR.add_working_days(CALENDAR.add_working_days(start, one), other)
    assert parts == CALENDAR.add_working_days(start, one + other)


@given(st.dates(date(2026, 1, 1), date(2027, 12, 31)), COUNTS)
def test_counting_back_leaves_that_many_working_days(day: date, count: int) -> None:
    latest = CALENDAR.working_days_before(day, count)
    assert CALENDAR.is_working_day(latest)
    assert CALENDAR.working_days_between(latest - DAY, day - DAY) == count


@given(st.lists(DAYS, max_size=30), st.integers(0, 200))
def test_a_set_of_dates_gets_the_same_answers_as_each_alone(starts: list[date], count: int) -> None:
    assert CALENDAR.add_working_days_many(iter(starts), count) == [CALENDAR.add_working_days(s, count) for s in starts]


@given(st.dates(date(2025, 1, 1), date(2027, 10, 30)))
def test_after_a_holiday_comes_the_first_day_outside_it(day: date) -> None:
    after = CALENDAR.after_holiday(day)
    assert not CALENDAR.is_holiday(after)
    assert after == day or all(CALENDAR.is_holiday(day + n * DAY) for n in range((after - day).days))
    assert CALENDAR.is_working_day(CALENDAR.next_working_day(day))


def test_an_exchanged_saturday_is_worked_and_a_holiday_monday_is_not() -> None:
    assert CALENDAR.is_working_day(date(2026, 10, 10))
    assert not CALENDAR.is_working_day(date(2026, 10, 5))
    assert not CALENDAR.is_holiday(date(2026, 10, 11))


def test_a_provisional_year_is_named_when_it_is_touched() -> None:
    assert CALENDAR.provisional_between(date(2025, 5, 1), date(2026, 12, 31)) == ()
    assert CALENDAR.provisional_between(date(2026, 12, 31), date(2027, 1, 1)) == (2027,)


def test_publishing_a_year_changes_the_version_of_the_calendar() -> None:
    before = Calendar([a_year(2027, published=False)])
    assert before.version != Calendar([a_year(2027)]).version
    assert before.version == Calendar([a_year(2027, published=False)]).version


@pytest.mark.parametrize("ask", [
    lambda c: c.is_working_day(date(2024, 12, 31)),
    lambda c: c.add_working_days(date(2027, 12, 20), 30),
    lambda c: c.add_working_days_many([date(2025, 1, 1), date(2027, 12, 20)], 30),
    lambda c: c.add_working_days_many([date(2024, 1, 1)], 30),
    lambda c: c.working_days_before(date(2025, 1, 6), 30),
    lambda c: c.next_working_day(date(2028, 1, 1)),
])  # fmt: skip
def test_a_year_that_is_not_held_is_refused_and_never_guessed(ask: object) -> None:
    with pytest.raises(YearOutsideCalendar, match="日历只含2025年至2027年"):
        ask(CALENDAR)  # type: ignore[operator]


def test_a_holiday_that_runs_to_the_end_of_the_calendar_has_no_known_end() -> None:
    calendar = Calendar([a_year(2025, days_off=frozenset({date(2025, 12, 31)}))])
    with pytest.raises(YearOutsideCalendar, match="不含2026年"):
        calendar.after_holiday(date(2025, 12, 31))


@pytest.mark.parametrize(
    "changes",
    [
        {"days_off": frozenset({date(2025, 1, 1)})},
        {"days_off": frozenset({date(2026, 1, 3)}), "days_worked": frozenset({date(2026, 1, 3)})},
        {"days_worked": frozenset({date(2026, 1, 5)})},
        {"days_worked": frozenset({date(2026, 1, 4)}), "published": False},
    ],
)
def test_contradictory_days_are_refused(changes: dict[str, object]) -> None:
    with pytest.raises(YearDaysContradictory):
        a_year(2026, **changes)


@pytest.mark.parametrize("years", [[], [2025, 2027], [2026, 2026]])
def test_a_calendar_has_no_gaps_and_no_doubles(years: list[int]) -> None:
    with pytest.raises(YearDaysContradictory):
        Calendar(a_year(year) for year in years)


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)))
def test_a_legal_day_holds_its_first_and_not_its_last_instant(day: date) -> None:
    moment = timedelta(microseconds=1)
    assert legal_day(start_of(day)) == legal_day(end_of(day) - moment) == day
    assert legal_day(end_of(day)) == day + DAY


def test_the_evening_in_greenwich_is_the_next_day_in_changsha() -> None:
    assert legal_day(datetime(2026, 11, 23, 15, 59, tzinfo=UTC)) == date(2026, 11, 23)
    assert legal_day(datetime(2026, 11, 23, 16, 0, tzinfo=UTC)) == date(2026, 11, 24)


def test_a_time_without_zone_has_no_legal_day() -> None:
    with pytest.raises(InstantWithoutZone):
        legal_day(datetime(2026, 11, 23, 9, 0))  # noqa: DTZ001 (the point)


def test_a_provisional_end_is_refused_only_when_it_is_near() -> None:
    at = datetime(2026, 12, 1, tzinfo=UTC)
    demand_notice(provisional=(2027,), due_at=at + timedelta(days=31), at=at)
    demand_notice(provisional=(), due_at=at, at=at)
    with pytest.raises(NoticeMissing, match="2027年的放假安排尚未录入"):
        demand_notice(provisional=(2027,), due_at=at + timedelta(days=30), at=at)
