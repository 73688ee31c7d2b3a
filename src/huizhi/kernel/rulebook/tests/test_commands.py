"""The verbs of `huizhi rulebook`."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from huizhi.kernel.access.services import scope, system_viewer
from huizhi.kernel.rulebook import queries
from huizhi.kernel.rulebook.commands import HolidayFileRefused, group, read_holidays


def call(*arguments: str) -> Result:
    return CliRunner().invoke(group, list(arguments))


def test_check_says_that_the_law_files_are_sound() -> None:
    answer = call("check")
    assert (answer.exit_code, "无误" in answer.output) == (0, True)


def test_check_names_file_and_line_and_fails(tmp_path: Path) -> None:
    room = tmp_path / "huizhi" / "kernel" / "rulebook"
    (room / "instruments").mkdir(parents=True)
    (tmp_path / "huizhi" / "domains").mkdir()
    (room / "instruments" / "a.yaml").write_text("x:\n  zh: 办法\n", encoding="utf-8")
    answer = call("check", str(tmp_path / "huizhi"))
    assert answer.exit_code == 1
    assert "huizhi/kernel/rulebook/instruments/a.yaml 第 1 行：“x”缺少必填的“source”" in answer.output


def test_rests_on_lists_what_rests_on_an_order() -> None:
    answer = call("rests-on", "总局令第121号")
    assert answer.exit_code == 0
    assert "consumer_protection.complaints.mediation  投诉调解期限（自受理）：不超过 60 日（自然日）" in answer.output
    assert "[complaints_rules_2026]" in answer.output


def test_rests_on_fails_for_what_nobody_knows() -> None:
    assert call("rests-on", "总局令第99999号").exit_code == 1


def test_a_year_is_entered_from_a_file(db: str, tmp_path: Path) -> None:
    file = tmp_path / "2055.csv"
    file.write_text("2055-10-01,放假\n2055-10-09,worked\n", encoding="utf-8")
    answer = call("load-holidays", "2055", str(file), "--source", "provincial 测试安排")
    assert answer.exit_code == 0, answer.output
    with scope(system_viewer("reference")):
        notice = next(n for n in queries.holiday_notices() if n.year == 2055)
    assert (notice.days_off, notice.days_worked, notice.confidence) == (["2055-10-01"], ["2055-10-09"], "U")


@pytest.mark.parametrize("line", ["2055-02-30,放假", "2055-10-01,休", "2055-10-01"])
def test_a_row_that_cannot_be_read_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "2055.csv"
    file.write_text(f"2055-10-01,放假\n{line}\n", encoding="utf-8")
    with pytest.raises(HolidayFileRefused, match="第 2 行"):
        read_holidays(file)
