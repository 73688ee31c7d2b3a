"""期间: when a period ends, and on what that answer rests. The instruments' own rules are in `counting_rules`.

| question | answer here | from |
|---|---|---|
| first day | not counted | law.md 0.2 |
| last day on a holiday | first day after it, where the instrument says so | law.md 0.2 |
| end of a day limit | 24:00, that is the next day's 00:00 in Asia/Shanghai | architecture |
| months, years | the same number of the day; the month's last day where there is none | K |
| hours | from the next full hour where the first hour is not counted, else from the instant | law.md 0.2 |
| pauses | days after the opening day, up to and with the closing day; overlapping ones count once | which days: U |
| extension | runs on from the end before it was moved past a holiday: the earlier reading | U |
"""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from huizhi.lib.calendar import SHANGHAI, Calendar, InstantWithoutZone, end_of, legal_day
from huizhi.lib.counting_rules import CountingRule, Length, Unit
from huizhi.lib.refusal import Refusal

HOUR = timedelta(hours=1)
UNIT_ZH = {Unit.WORKING_DAY: "个工作日", Unit.DAY: "日", Unit.HOUR: "小时", Unit.MONTH: "个月", Unit.YEAR: "年"}
EXCLUDED_ZH = {Unit.WORKING_DAY: "个工作日", Unit.HOUR: "秒"}
MOMENT = timedelta(microseconds=1)


class LengthNotPositive(Refusal):
    """A period of no units, or of less."""

    code = "PER-001"
    status = 422


class HoursNeedAnInstant(Refusal):
    """Hours are counted from an instant, and can't be mixed with days."""

    code = "PER-002"
    status = 422


class PauseEndsBeforeItBegins(Refusal):
    """An excluded interval that runs backwards."""

    code = "PER-003"
    status = 422


@dataclass(frozen=True, slots=True)
class Pause:
    """An excluded interval; `closed` is None while it still runs."""

    opened: date
    closed: date | None = None
    ground: str = ""

    def __post_init__(self) -> None:
        if self.closed is None:
            return
        instants = isinstance(self.opened, datetime) and isinstance(self.closed, datetime)
        days_backwards = _day(self.closed) < _day(self.opened)
        if days_backwards or (instants and self.closed < self.opened):
            raise PauseEndsBeforeItBegins("扣除期间的终止早于起始")


@dataclass(frozen=True, slots=True)
class Due:
    """When a period ends. `last_day` and `due_at` are None while an excluded interval is running."""

    counted_from: date
    lengths: tuple[Length, ...]
    rule: CountingRule
    nominal_day: date | None
    last_day: date | None
    due_at: datetime | None
    excluded: int  # days of the unit counted, or whole seconds when hours are counted
    provisional: tuple[int, ...]

    @property
    def paused(self) -> bool:
        """Whether the clock stands still."""
        return self.due_at is None

    @property
    def rolled(self) -> bool:
        """Whether the end was moved past a holiday."""
        return self.nominal_day != self.last_day

    @property
    def told(self) -> str:
        """How the end was found, in one Chinese sentence."""
        total = "再加".join(f"{length.n}{UNIT_ZH[length.unit]}" for length in self.lengths)
        basis = f"{self.rule.instrument}{self.rule.article or ''}"
        parts = [f"自{_zh(self.counted_from)}起算{total}（{basis}）"]
        if self.excluded:
            parts.append(f"扣除{self.excluded}{EXCLUDED_ZH.get(self.lengths[0].unit, '日')}")
        if self.last_day is None or self.due_at is None or self.nominal_day is None:
            parts.append("扣除期间尚未终止，届满时间待定")
        elif self.rolled:
            parts.append(f"期末{_zh(self.nominal_day)}为节假日，顺延至{_zh(self.last_day)}24时届满")
        else:
            parts.append(f"{_zh(self.last_day)}{self._hour_zh(self.due_at)}届满")
        parts.extend(f"暂定：{year}年放假安排尚未公布" for year in self.provisional)
        return "；".join(parts)

    def _hour_zh(self, due_at: datetime) -> str:
        if self.lengths[0].unit is not Unit.HOUR or due_at.astimezone(SHANGHAI).time() == time.min:
            return "24时"
        return f"{due_at.astimezone(SHANGHAI):%H时%M分}"

    def in_time(self, at: datetime) -> bool:
        """Whether an act at this instant keeps the limit; 以内 includes the whole last day."""
        return self.due_at is None or at < self.due_at


def due(
    *, start: date, lengths: Length | Sequence[Length], rule: CountingRule, calendar: Calendar, pauses: Iterable[Pause] = ()
) -> Due:
    """When a period ends that an event at `start` (an instant, or a legal day) sets running.

    More than one length means extensions granted one after the other.
    """
    chain = (lengths,) if isinstance(lengths, Length) else tuple(lengths)
    if not chain or any(length.n < 1 for length in chain):
        raise LengthNotPositive("期间的长度应为正数")
    if any(length.unit is Unit.HOUR for length in chain):
        return _due_in_hours(start, chain, rule, pauses)
    first = _day(start)
    reached, excluded = _count(first, chain, rule, calendar, list(_days_of(pauses)))
    if reached is None:
        touched = _rests_on(first, first, first, chain, rule, calendar)
        return Due(first, chain, rule, None, None, None, excluded, touched)
    last = _roll(reached, rule, calendar)
    touched = _rests_on(first, reached, last, chain, rule, calendar)
    return Due(first, chain, rule, reached, last, end_of(last), excluded, touched)


def due_many(
    starts: Iterable[tuple[date, Sequence[Pause]]], *, lengths: Length | Sequence[Length], rule: CountingRule, calendar: Calendar
) -> Iterator[Due]:
    """`due` for a set of clocks of one rule, in order; constant work for each clock and pause."""
    chain = (lengths,) if isinstance(lengths, Length) else tuple(lengths)
    for start, pauses in starts:
        yield due(start=start, lengths=chain, rule=rule, calendar=calendar, pauses=pauses)


def latest_day_before(day: date, length: Length, calendar: Calendar) -> date:
    """The latest day for an act due "n … before" `day` (for instance a notice seven working days before a hearing)."""
    if length.n < 1:
        raise LengthNotPositive("期间的长度应为正数")
    if length.unit is Unit.HOUR:
        raise HoursNeedAnInstant("小时应自某一时刻计算")
    if length.unit is Unit.WORKING_DAY:
        return calendar.working_days_before(day, length.n)
    return add_calendar_length(day, Length(-length.n, length.unit))


def done_at(*, sent: datetime, arrived: datetime, rule: CountingRule) -> datetime:
    """The instant that counts for the limit: of sending where time under way is not counted, else of arrival."""
    return sent if rule.transit_excluded.holds else arrived


def add_calendar_length(start: date, length: Length) -> date:
    """`start` moved by calendar days, months or years, forwards or backwards."""
    if length.unit is Unit.DAY:
        return start + timedelta(days=length.n)
    months = length.n * (12 if length.unit is Unit.YEAR else 1) + start.year * 12 + start.month - 1
    year, month = divmod(months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def _zh(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _day(when: date) -> date:
    return legal_day(when) if isinstance(when, datetime) else when


def _days_of(pauses: Iterable[Pause]) -> Iterator[tuple[date, date | None]]:
    """Pauses as days, sorted and merged, so that no day is excluded twice."""
    spans = sorted((_day(p.opened), date.max if p.closed is None else _day(p.closed)) for p in pauses)
    merged: list[tuple[date, date]] = []
    for opened, closed in spans:
        if merged and opened <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], closed))
        else:
            merged.append((opened, closed))
    for opened, closed in merged:
        yield opened, None if closed == date.max else closed


def _count(
    first: date, chain: tuple[Length, ...], rule: CountingRule, calendar: Calendar, pauses: list[tuple[date, date | None]]
) -> tuple[date | None, int]:
    """The last day before any roll (None while a pause runs), and how many units the pauses took."""
    reached = first if rule.first_excluded.holds else first - timedelta(days=1)
    excluded = 0
    for length in chain:
        since = reached
        reached = _advance(since, length, calendar)
        for opened, closed in pauses:
            if opened >= reached or (closed is not None and closed <= since):
                continue
            if closed is None:
                return None, excluded
            taken = _units(max(opened, since), closed, length.unit, calendar)
            reached = _advance(reached, Length(taken, _days_unit(length.unit)), calendar) if taken else reached
            excluded += taken
    return reached, excluded


def _advance(since: date, length: Length, calendar: Calendar) -> date:
    if length.unit is Unit.WORKING_DAY:
        return calendar.add_working_days(since, length.n)
    return add_calendar_length(since, length)


def _units(after: date, until: date, unit: Unit, calendar: Calendar) -> int:
    """Working days or calendar days after one day, up to and with another."""
    if unit is Unit.WORKING_DAY:
        return calendar.working_days_between(after, until)
    return (until - after).days


def _days_unit(unit: Unit) -> Unit:
    return Unit.WORKING_DAY if unit is Unit.WORKING_DAY else Unit.DAY


def _roll(day: date, rule: CountingRule, calendar: Calendar) -> date:
    if not rule.rolls.holds:
        return day
    return calendar.next_working_day(day) if rule.rolls_weekends.holds else calendar.after_holiday(day)


def _rests_on(
    first: date, nominal: date, last: date, chain: tuple[Length, ...], rule: CountingRule, calendar: Calendar
) -> tuple[int, ...]:
    """Provisional years behind the answer: all days counted for working days, the last ones where the end may roll."""
    if any(length.unit is Unit.WORKING_DAY for length in chain):
        return calendar.provisional_between(first, last)
    return calendar.provisional_between(nominal, last) if rule.rolls.holds else ()


def _due_in_hours(start: date, chain: tuple[Length, ...], rule: CountingRule, pauses: Iterable[Pause]) -> Due:
    if not isinstance(start, datetime) or any(length.unit is not Unit.HOUR for length in chain):
        raise HoursNeedAnInstant("小时应自某一时刻计算，不与日、月、年混算")
    first = legal_day(start)
    since = start.replace(minute=0, second=0, microsecond=0) + HOUR if rule.first_hour_excluded.holds else start
    reached = since + sum(length.n for length in chain) * HOUR
    taken = timedelta()
    for opened, closed in _instants_of(pauses):
        if opened >= reached or (closed is not None and closed <= since):
            continue
        if closed is None:
            return Due(first, chain, rule, None, None, None, int(taken.total_seconds()), ())
        taken += closed - max(opened, since)
        reached += closed - max(opened, since)
    last = legal_day(reached - MOMENT)
    return Due(first, chain, rule, last, last, reached, int(taken.total_seconds()), ())


def _instants_of(pauses: Iterable[Pause]) -> Iterator[tuple[datetime, datetime | None]]:
    """Pauses as instants, sorted and merged."""
    spans: list[tuple[datetime, datetime | None]] = []
    for pause in pauses:
        if not isinstance(pause.opened, datetime) or not isinstance(pause.closed, datetime | None):
            raise HoursNeedAnInstant("以小时计算的期间，扣除期间也应写明时刻")
        if pause.opened.tzinfo is None:
            raise InstantWithoutZone("时间缺少时区，无法判断属于哪一日")
        spans.append((pause.opened, pause.closed))
    spans.sort(key=lambda span: span[0])
    reach: datetime | None = None
    for opened, closed in spans:
        begins = opened if reach is None or opened > reach else reach
        if closed is None:
            yield begins, None
            return
        if closed > begins:
            yield begins, closed
            reach = closed
