"""Where the days of the calendar can be taken from: packages, read here and nowhere else. `calendar` itself takes days as data.

| years | days | package | confidence |
|---|---|---|---|
| 2004 to the last announced | holidays and exchanged days, as the 国务院办公厅 announced them | chinesecalendar (MIT) | K |
| the years after | statutory holidays alone: 暂定 | borax (MIT), for lunar dates and 清明 | K |

No announcement lies in the project's own sources, so instrument numbers are not given; who loads a year's notice into the
rulebook gives its number and confirms its days.
"""

from collections import defaultdict
from datetime import date, timedelta
from importlib.metadata import version

from borax.calendars.lunardate import LunarDate, TermUtils
from chinese_calendar.constants import holidays, workdays

from huizhi.lib.calendar import Calendar, YearDays

DAY = timedelta(days=1)
NOTICE = "国务院办公厅年度放假通知"
STATUTORY = "法定节假日（未见当年放假通知）"
LAST_YEAR = 2060  # independent lunar tables agree up to here


def published_years() -> list[YearDays]:
    """Every announced year that the package holds, in order."""
    off, worked = _by_year(set(holidays)), _by_year(set(workdays))
    return [
        YearDays(
            year=year,
            days_off=_with_weekends_inside(off[year]),
            days_worked=frozenset(worked[year]),
            published=True,
            instrument=NOTICE,
            source=f"chinesecalendar {version('chinesecalendar')}",
            confidence="K",
        )
        for year in sorted(off)
    ]


def provisional_year(year: int) -> YearDays:
    """A year not yet announced: weekends and these statutory holidays, in the numbers that apply from 2025."""
    new_year = _lunar(year, 1, 1)
    days = {date(year, 1, 1), date(year, 5, 1), date(year, 5, 2)}
    days |= {new_year + n * DAY for n in (-1, 0, 1, 2)}
    days |= {TermUtils.day_start_from_term(year, "清明"), _lunar(year, 5, 5), _lunar(year, 8, 15)}
    days |= {date(year, 10, day) for day in (1, 2, 3)}
    return YearDays(
        year=year,
        days_off=frozenset(days),
        days_worked=frozenset(),
        published=False,
        instrument=STATUTORY,
        source=f"borax {version('borax')}",
        confidence="K",
    )


def calendar_from_packages(*, until: int = LAST_YEAR) -> Calendar:
    """All announced years, and provisional ones up to `until`."""
    announced = published_years()
    return Calendar([*announced, *(provisional_year(year) for year in range(announced[-1].year + 1, until + 1))])


def _by_year(days: set[date]) -> defaultdict[int, set[date]]:
    found: defaultdict[int, set[date]] = defaultdict(set)
    for day in days:
        found[day.year].add(day)
    return found


def _with_weekends_inside(days: set[date]) -> frozenset[date]:
    """Weekend days between two days of a holiday belong to it, though a list of moved days may leave them out."""
    filled = set(days)
    for day in sorted(days):
        gap = []
        following = day + DAY
        while following not in days and following.weekday() >= 5:
            gap.append(following)
            following += DAY
        if following in days:
            filled.update(gap)
    return frozenset(filled)


def _lunar(year: int, month: int, day: int) -> date:
    found: date = LunarDate(year, month, day).to_solar_date()
    return found
