"""The packages that hold holidays agree with each other, with the readable cases and with what the calendar demands."""

from datetime import date, timedelta

import pytest

from huizhi.lib.holiday_sources import LAST_YEAR, calendar_from_packages, provisional_year, published_years
from huizhi.lib.tests.days import calendar_of_the_cases


def test_the_announced_years_run_on_from_2004_without_a_gap() -> None:
    years = [year.year for year in published_years()]
    assert years == list(range(2004, years[-1] + 1))
    assert years[-1] >= 2026


@pytest.mark.parametrize("year", [2025, 2026])
def test_the_days_of_the_readable_cases_are_those_of_the_package(year: int) -> None:
    announced = {y.year: y for y in published_years()}[year]
    written = calendar_of_the_cases().years[year]
    assert announced.days_off == written.days_off
    assert announced.days_worked == written.days_worked


def test_the_provisional_days_of_the_readable_cases_are_the_statutory_ones() -> None:
    assert provisional_year(2027).days_off == calendar_of_the_cases().years[2027].days_off


@pytest.mark.parametrize("year", range(2025, 2027))
def test_an_announcement_holds_every_statutory_holiday_of_its_year(year: int) -> None:
    announced = {y.year: y for y in published_years()}[year]
    assert provisional_year(year).days_off <= announced.days_off


@pytest.mark.parametrize("year", range(2027, LAST_YEAR + 1))
def test_every_provisional_year_has_its_thirteen_days_where_none_coincide(year: int) -> None:
    days = provisional_year(year).days_off
    mid_autumn_in_golden_week = len(days) < 13
    assert len(days) in {12, 13}
    assert not mid_autumn_in_golden_week or not {d for d in days if d.month == 9}
    assert all((d.month, d.day) in {(4, 4), (4, 5), (4, 6)} for d in days if d.month == 4)


def test_a_weekend_inside_a_holiday_belongs_to_it() -> None:
    calendar = calendar_from_packages()
    assert calendar.after_holiday(date(2012, 6, 22)) == date(2012, 6, 25)


def test_the_calendar_reaches_far_and_says_which_years_are_provisional() -> None:
    calendar = calendar_from_packages()
    assert calendar.first == date(2004, 1, 1)
    assert calendar.last == date(LAST_YEAR, 12, 31)
    assert calendar.provisional == tuple(range(published_years()[-1].year + 1, LAST_YEAR + 1))
    assert calendar.add_working_days(date(2026, 9, 30), 1) == date(2026, 10, 8)
    assert 240 <= calendar.working_days_between(date(2026, 12, 31), date(2027, 12, 31)) <= 255
    assert calendar.is_working_day(date(2026, 10, 10) + timedelta(days=2))
