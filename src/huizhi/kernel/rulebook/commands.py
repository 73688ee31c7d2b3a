"""`huizhi rulebook …`: check the law files, ask what rests on an instrument, enter a year's holidays.

`huizhi migrate` loads the law files into their tables.
"""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click

from huizhi.kernel.access.services import scope, system_viewer
from huizhi.kernel.rulebook import queries, services
from huizhi.kernel.rulebook.types import Confidence, Unit
from huizhi.lib import clock
from huizhi.lib.refusal import Refusal

KINDS = {"off": True, "放假": True, "worked": False, "上班": False}


class HolidayFileRefused(Refusal):
    """A file of holidays cannot be read as such; the message names the row."""

    code = "RUL-011"
    status = 422


@click.group("rulebook", help="法规：检查法规文件、查依据、录入节假日。 The law files, what rests on them, and holidays.")
def group() -> None:
    pass


@group.command("check", help="检查法规文件，逐处列出错误的文件与行。 Check the law files; names file and line of each error.")
@click.argument("package", type=click.Path(exists=True, file_okay=False, path_type=Path), required=False)
def check(package: Path | None) -> None:
    found, problems = queries.gather(package or queries.PACKAGE)
    for problem in problems:
        click.echo(problem.what, err=True)
    if problems:
        raise click.ClickException(f"{len(problems)} 处错误 / errors")
    click.echo(f"{len(found.instruments)} 部法律文件，{len(found.rules)} 条规则，{len(found.switches)} 项新旧衔接：无误 / sound")


@group.command("rests-on", help="某一法律文件之下有哪些规则，如 rests-on 总局令第121号。 What rests on an instrument.")
@click.argument("instrument")
def rests_on(instrument: str) -> None:
    keys = queries.find_instruments(instrument)
    if not keys:
        raise click.ClickException(f"没有找到“{instrument}” / no such instrument")
    for key in keys:
        for line in _resting(queries.rests_on(key)):
            click.echo(line)


def _resting(resting: queries.Resting) -> Iterator[str]:
    law = resting.instrument
    number = law.document_number or "文号待核"
    yield f"{law.zh}（{number}） {law.status.label}，施行 {law.effective_on or '待核'}  [{resting.key}]"
    for key, rule, value in resting.values:
        number = "废止" if value.value is None else f"{rule.bound.label} {_spoken(value.value, value.unit)}"
        since = value.since or "起始日待核"
        yield f"  {key}  {rule.zh}：{number}  第{value.article or '—'}条  自 {since}  [{value.confidence}]"
    for name, switch in resting.switches:
        yield f"  新旧衔接 {name}  {switch.zh}：自 {switch.since or '日期待核'}"
    for name in resting.amends:
        yield f"  修改了 {name}"
    for name in resting.counting:
        yield f"  期间计算 {name}"


def _spoken(value: int, unit: Unit) -> str:
    if unit is Unit.FEN:
        return f"{value // 100:,} 元"
    if unit is Unit.PPM:
        return f"{value / 10_000:g}%"
    return f"{value} {unit.label}"


@group.command("holidays", help="列出各年节假日安排及来源。 The years held, and where their days come from.")
def holidays() -> None:
    with scope(system_viewer("reference")):
        notices = queries.holiday_notices()
    for notice in notices:
        click.echo(
            f"{notice.year}  放假 {len(notice.days_off)} 日，调休上班 {len(notice.days_worked)} 日  "
            f"{notice.document_number or '文号待核'}  [{notice.confidence}] {notice.source}"
        )
    click.echo("其后各年为暂定 / later years are provisional")


@group.command(
    "load-holidays",
    help="录入一年的节假日安排：CSV 两列，日期与 放假/上班。 Enter a year's notice: a CSV of date and off/worked.",
)
@click.argument("year", type=int)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--number", default="", help="文号 / document number")
@click.option("--source", required=True, help="出处：provincial … 或 package … / where the days were taken from")
@click.option("--confidence", type=click.Choice([c.value for c in Confidence]), default=Confidence.UNSURE.value)
def load_holidays(year: int, file: Path, number: str, source: str, confidence: str) -> None:
    off, worked = read_holidays(file)
    by = system_viewer("reference")
    with scope(by):
        notice = services.load_holiday_notice(
            year=year,
            days_off=off,
            days_worked=worked,
            document_number=number,
            source=source,
            confidence=Confidence(confidence),
            seen=queries.holidays_held(year),
            by=by,
            at=clock.now(),
        )
    click.echo(f"{year}：放假 {len(off)} 日，调休上班 {len(worked)} 日，第 {notice.n} 次录入 / entered")


def read_holidays(file: Path) -> tuple[list[date], list[date]]:
    """The days off and the exchanged days of a CSV file; refused with the row that cannot be read."""
    off: list[date] = []
    worked: list[date] = []
    with file.open(encoding="utf-8-sig", newline="") as lines:
        for number, row in enumerate(csv.reader(lines), start=1):
            if not any(cell.strip() for cell in row):
                continue
            day, is_off = _holiday(row, number)
            (off if is_off else worked).append(day)
    return off, worked


def _holiday(row: list[str], number: int) -> tuple[date, bool]:
    try:
        day, kind = (cell.strip() for cell in row[:2])
        return date.fromisoformat(day), KINDS[kind.lower()]
    except (ValueError, KeyError) as error:
        raise HolidayFileRefused(
            f"第 {number} 行“{','.join(row)[:60]}”无法识别", remedy="每行两列：日期（2027-01-01）与 放假 或 上班"
        ) from error
