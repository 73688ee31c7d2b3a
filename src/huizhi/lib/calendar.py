"""工作日历: which days are worked, when a legal day begins and ends, and which answers rest on a year not yet announced.

The State Council announces each year's holidays and the weekend days worked in exchange (requirements/law.md 0.2). The
announcements come in as data (`YearDays`); nothing here knows a date by heart. A year without an announcement is computed
from weekends and statutory holidays alone and is 暂定: every answer that rests on it must say so.

All questions are answered from arrays made once, so that a recount of half a million clocks costs two look-ups each.
"""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from itertools import accumulate
from zoneinfo import ZoneInfo

from huizhi.lib.refusal import Refusal

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)
PROVISIONAL_ENDS_SOON = timedelta(days=30)  # within this span a clock may not rest on a year without a notice


class InstantWithoutZone(Refusal):
    """An instant was expected, and a local time without its zone was given."""

    code = "CAL-001"
    status = 500


class YearOutsideCalendar(Refusal):
    """The question reaches a year that the calendar does not hold."""

    code = "CAL-002"
    status = 422


class NoticeMissing(Refusal):
    """A clock would end soon, and still rests on a year whose holidays have not been announced."""

    code = "CAL-003"
    status = 409


class YearDaysContradictory(Refusal):
    """The days given for a year cannot all be true."""

    code = "CAL-004"
    status = 422


def legal_day(at: datetime) -> date:
    """The day in Asia/Shanghai to which an instant belongs."""
    if at.tzinfo is None:
        raise InstantWithoutZone("时间缺少时区，无法判断属于哪一日")
    return at.astimezone(SHANGHAI).date()


def start_of(day: date) -> datetime:
    """The instant at which a legal day begins, in UTC."""
    return datetime.combine(day, time.min, SHANGHAI).astimezone(UTC)


def end_of(day: date) -> datetime:
    """24:00 of a legal day: the first instant of the next one, in UTC. Something is in time if it is before this."""
    return start_of(day + DAY)


@dataclass(frozen=True, slots=True)
class YearDays:
    """One year's days, with where they come from.

    `days_off`: every day of a holiday, also the weekend days inside it and the working days moved into it.
    `days_worked`: weekend days worked in exchange (调休).
    `published`: False for a provisional year, whose `days_off` are the statutory holidays alone.
    """

    year: int
    days_off: frozenset[date]
    days_worked: frozenset[date]
    published: bool
    instrument: str | None
    source: str
    confidence: str

    def __post_init__(self) -> None:
        given = self.days_off | self.days_worked
        if any(day.year != self.year for day in given):
            raise YearDaysContradictory(f"{self.year}年的日历含有其他年份的日期")
        if self.days_off & self.days_worked:
            raise YearDaysContradictory(f"{self.year}年有日期既放假又上班")
        if any(day.weekday() < 5 for day in self.days_worked):
            raise YearDaysContradictory(f"{self.year}年的调休上班日应为周六或周日")
        if self.days_worked and not self.published:
            raise YearDaysContradictory(f"{self.year}年为暂定，不应有调休上班日")


class Calendar:
    """The working days of an unbroken run of years."""

    def __init__(self, years: Iterable[YearDays]) -> None:
        self.years: dict[int, YearDays] = {}
        for year in years:
            if year.year in self.years:
                raise YearDaysContradictory(f"{year.year}年的日历给出了两次")
            self.years[year.year] = year
        held = sorted(self.years)
        if not held or held[-1] - held[0] + 1 != len(held):
            raise YearDaysContradictory("日历的年份应当连续且至少一年")
        self.first = date(held[0], 1, 1)
        self.last = date(held[-1], 12, 31)
        self.provisional = tuple(year for year in held if not self.years[year].published)
        self.version = self._digest()
        self._base = self.first.toordinal()
        self._fill()

    def _fill(self) -> None:
        """Working flags, their running count, the ordinal of each working day, the first day after each holiday."""
        off = {day.toordinal() for year in self.years.values() for day in year.days_off}
        worked = {day.toordinal() for year in self.years.values() for day in year.days_worked}
        ordinals = range(self._base, self.last.toordinal() + 1)
        self._works = bytearray(day in worked or ((day - 1) % 7 < 5 and day not in off) for day in ordinals)
        self._until = array("l", accumulate(self._works))
        self._nth = array("l", (day for day in ordinals if self._works[day - self._base]))
        self._open = array("l", bytes(array("l").itemsize * len(ordinals)))
        following = ordinals[-1] + 1
        for day in reversed(ordinals):
            following = following if day in off else day
            self._open[day - self._base] = following

    def _digest(self) -> str:
        lines = [
            f"{y.year} {int(y.published)} {','.join(map(str, sorted(y.days_off)))} {','.join(map(str, sorted(y.days_worked)))}\n"
            for y in sorted(self.years.values(), key=lambda y: y.year)
        ]
        return sha256("".join(lines).encode()).hexdigest()

    def _index(self, day: date) -> int:
        index = day.toordinal() - self._base
        if not 0 <= index < len(self._works):
            raise self._outside(str(day.year))
        return index

    def _outside(self, what: str) -> YearOutsideCalendar:
        return YearOutsideCalendar(
            f"日历只含{self.first.year}年至{self.last.year}年，不含{what}年", remedy="请法规处补录该年的放假安排"
        )

    # --- single days ---

    def is_working_day(self, day: date) -> bool:
        """Whether the day is worked."""
        return bool(self._works[self._index(day)])

    def is_holiday(self, day: date) -> bool:
        """Whether the day belongs to a holiday. An ordinary weekend does not."""
        return self._open[self._index(day)] != day.toordinal()

    def after_holiday(self, day: date) -> date:
        """The day itself, or the first day after the holiday to which it belongs."""
        following = self._open[self._index(day)]
        if following - self._base == len(self._works):
            raise self._outside(str(self.last.year + 1))
        return date.fromordinal(following)

    def next_working_day(self, day: date) -> date:
        """The day itself if it is worked, or else the first working day after it."""
        index = self._index(day)
        return day if self._works[index] else self._worked(self._until[index] + 1)

    # --- counting ---

    def _worked(self, n: int) -> date:
        """The n-th working day of the calendar, counted from 1."""
        if n > len(self._nth):
            raise self._outside(str(self.last.year + 1))
        if n < 1:
            raise self._outside(str(self.first.year - 1))
        return date.fromordinal(self._nth[n - 1])

    def working_days_until(self, day: date) -> int:
        """Working days of the calendar up to and with `day`; only differences of this mean anything."""
        return self._until[self._index(day)]

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after `start`, up to and with `end`; negative when `end` lies before `start`."""
        return self.working_days_until(end) - self.working_days_until(start)

    def nth_working_day(self, n: int) -> date:
        """Inverse of `working_days_until`."""
        return self._worked(n)

    def add_working_days(self, start: date, count: int) -> date:
        """The last day of a period of `count` working days. The start day is not counted; none is `start` itself."""
        return self._worked(self.working_days_until(start) + count) if count > 0 else start

    def working_days_before(self, day: date, count: int) -> date:
        """The latest working day that lies `count` working days before `day`, which is itself not counted."""
        if count < 1:
            return day
        index = self._index(day)
        return self._worked(self._until[index] - self._works[index] - count + 1)

    def add_working_days_many(self, starts: Iterable[date], count: int) -> list[date]:
        """`add_working_days` for a set of start days: two look-ups each."""
        if count < 1:
            return list(starts)
        until, base, nth, make = self._until, self._base, self._nth, date.fromordinal
        listed = starts if isinstance(starts, Sequence) else list(starts)
        if not listed:
            return []
        self._index(min(listed))
        self.add_working_days(max(listed), count)  # refuses here rather than half-way
        return [make(nth[until[start.toordinal() - base] + count - 1]) for start in listed]

    # --- what an answer rests on ---

    def provisional_between(self, first: date, last: date) -> tuple[int, ...]:
        """The provisional years touched by the days from `first` to `last`."""
        return tuple(year for year in self.provisional if first.year <= year <= last.year)


def demand_notice(*, provisional: tuple[int, ...], due_at: datetime, at: datetime) -> None:
    """Refuse a due instant within 30 days that rests on a year without a published notice; later ones pass as 暂定."""
    if provisional and due_at - at <= PROVISIONAL_ENDS_SOON:
        years = "、".join(f"{year}年" for year in provisional)
        raise NoticeMissing(
            f"期限将于30日内届满，而{years}的放假安排尚未录入", remedy="请法规处录入国务院办公厅当年的放假通知后重算"
        )
