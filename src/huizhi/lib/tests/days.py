"""The calendar of the readable cases: two announced years and a provisional one."""

from datetime import date
from pathlib import Path
from typing import Any

import yaml

from huizhi.lib.calendar import Calendar, YearDays

FOLDER = Path(__file__).parent / "cases"


def a_year(year: int, given: dict[str, Any]) -> YearDays:
    """One year of days.yaml."""

    def days(key: str) -> frozenset[date]:
        return frozenset(date.fromisoformat(f"{year}-{day}") for day in given[key])

    return YearDays(
        year=year,
        days_off=days("days_off"),
        days_worked=days("days_worked"),
        published=given["published"],
        instrument=None,
        source="cases/days.yaml",
        confidence="K",
    )


def calendar_of_the_cases() -> Calendar:
    """2025 to 2027."""
    given = yaml.safe_load((FOLDER / "days.yaml").read_text(encoding="utf-8"))
    return Calendar(a_year(year, days) for year, days in given.items())
