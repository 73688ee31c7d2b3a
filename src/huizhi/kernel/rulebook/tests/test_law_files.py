"""A law file that says something the house cannot rest on is refused, with file and line."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from huizhi.kernel.rulebook.loading import PACKAGE, book, gather, read_book
from huizhi.kernel.rulebook.marked_yaml import LawFileRefused, parse

INSTRUMENTS = """\
old_rules:
  zh: 旧办法
  en: Old rules
  document_number: "20号令"
  issuer: null
  effective_on: null
  predecessor: null
  successor: new_rules
  status: superseded
  source: law.md §0.4 投诉举报
  confidence: V
  checked_on: 2026-11-23
new_rules:
  zh: 新办法
  en: New rules
  document_number: "121号令"
  issuer: null
  effective_on: 2026-04-15
  predecessor: old_rules
  successor: null
  status: in_force
  source: law.md §0.4 投诉举报
  confidence: V
  checked_on: 2026-11-23
"""
RULES = """\
acceptance:
  zh: 受理期限
  en: Acceptance
  bound: at_most
  values:
    - since: 2026-04-15
      value: 7
      unit: working_day
      instrument: new_rules
      article: "15"
      source: law.md §7 C-2
      confidence: V
      checked_on: 2026-11-23
      confirmed_by: null
      quote: null
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A house with two instruments and one rule."""
    room = tmp_path / "huizhi" / "kernel" / "rulebook"
    rules = tmp_path / "huizhi" / "domains" / "consumer_protection" / "rules"
    for folder in (room / "instruments", rules):
        folder.mkdir(parents=True)
    (room / "instruments" / "all.yaml").write_text(INSTRUMENTS, encoding="utf-8")
    (rules / "complaints.yaml").write_text(RULES, encoding="utf-8")
    for name in ("switches", "approver_ranks", "parameters"):
        (room / f"{name}.yaml").write_text("{}\n", encoding="utf-8")
    return tmp_path / "huizhi"


def refusal_of(package: Path, file: str, old: str, new: str) -> LawFileRefused:
    """What is said when `old` is replaced by `new` in that file."""
    path = package / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(LawFileRefused) as refused:
        read_book(package)
    return refused.value


RULE_FILE = "domains/consumer_protection/rules/complaints.yaml"
INSTRUMENT_FILE = "kernel/rulebook/instruments/all.yaml"

VIOLATIONS = [
    ("no source", RULE_FILE, "      source: law.md §7 C-2\n", "", 6, "缺少必填的"),
    ("no confidence", RULE_FILE, "      confidence: V\n", "", 6, "缺少必填的"),
    ("no article, not even null", RULE_FILE, '      article: "15"\n', "", 6, "缺少必填的"),
    ("a source from nowhere", RULE_FILE, "law.md §7 C-2", "as everybody knows", 11, "写法不对"),
    ("an invented confidence", RULE_FILE, "confidence: V", "confidence: sure", 12, "不能是“sure”"),
    (
        "an unknown key",
        RULE_FILE,
        "      quote: null\n",
        "      quote: null\n      remark: x\n",
        16,
        "不认识的键“values”第 1 项的“remark”",
    ),
    ("a duplicate key", RULE_FILE, "      value: 7\n", "      value: 7\n      value: 9\n", 8, "键“value”重复，首次出现在第 7 行"),
    ("a duplicate rule", RULE_FILE, RULES, RULES + RULES, 16, "键“acceptance”重复"),
    ("a day that does not exist", RULE_FILE, "since: 2026-04-15", "since: 2026-02-30", 6, "不是存在的日期"),
    ("a day in words", RULE_FILE, "since: 2026-04-15", "since: 四月", 6, "应为日期"),
    ("a fraction", RULE_FILE, "value: 7", "value: 7.5", 7, "不认识的写法“7.5”"),
    ("a number in words", RULE_FILE, "value: 7", "value: 七", 7, "应为整数"),
    ("a truth as a number", RULE_FILE, "value: 7", "value: true", 7, "应为整数"),
    ("an unknown unit", RULE_FILE, "unit: working_day", "unit: week", 8, "不能是“week”"),
    ("an unknown instrument", RULE_FILE, "instrument: new_rules", "instrument: other_rules", 1, "“other_rules”"),
    ("a value older than its law", RULE_FILE, "since: 2026-04-15", "since: 2026-04-14", 1, "早于“新办法”的施行日"),
    (
        "an unknown parameter",
        RULE_FILE,
        "  bound: at_most\n",
        "  bound: at_most\n  parameter: hn.nothing\n",
        1,
        "未登记的省级参数",
    ),
    ("an article as a bare number", RULE_FILE, 'article: "15"', "article: 15", 10, "数字请加引号"),
    ("no value at all", RULE_FILE, RULES[RULES.index("    - since") :], "    []\n", 1, "至少要有一项"),
    ("broken YAML", RULE_FILE, "  bound: at_most", "  bound: [at_most", 5, "不是合法的 YAML"),
    ("a reference", RULE_FILE, "zh: 受理期限", "zh: &a 受理期限", 2, "不得使用锚点"),
    ("an instrument without a source", INSTRUMENT_FILE, "  source: law.md §0.4 投诉举报\n", "", 1, "缺少必填的“source”"),
    ("a one-sided succession", INSTRUMENT_FILE, "  predecessor: old_rules\n", "  predecessor: null\n", 1, "没有写明前身"),
    ("superseded by nothing", INSTRUMENT_FILE, "  successor: new_rules\n", "  successor: null\n", 1, "须写明 successor"),
    (
        "an unknown successor",
        INSTRUMENT_FILE,
        "  successor: new_rules\n",
        "  successor: newer_rules\n",
        1,
        "未登记的法律文件“newer_rules”",
    ),
]


@pytest.mark.parametrize(("what", "file", "old", "new", "line", "words"), VIOLATIONS, ids=[v[0] for v in VIOLATIONS])
def test_a_violation_is_refused_with_file_and_line(
    what: str, file: str, old: str, new: str, line: int, words: str, package: Path
) -> None:
    refusal = refusal_of(package, file, old, new)
    assert refusal.file == f"huizhi/{file}"
    assert refusal.line == line
    assert words in str(refusal)
    assert f"第 {line} 行" in str(refusal)


def test_a_sound_house_loads(package: Path) -> None:
    assert list(read_book(package).rules) == ["consumer_protection.complaints.acceptance"]


def test_every_problem_is_named_not_only_the_first(package: Path) -> None:
    path = package / RULE_FILE
    path.write_text(RULES.replace("confidence: V", "confidence: W").replace("unit: working_day", "unit: week"), encoding="utf-8")
    _, problems = gather(package)
    assert [p.line for p in problems] == [8, 12]


def test_a_file_that_is_not_utf8_is_refused(package: Path) -> None:
    (package / RULE_FILE).write_bytes(RULES.encode("gb18030"))
    with pytest.raises(LawFileRefused, match="UTF-8"):
        read_book(package)


def test_a_missing_file_is_refused(package: Path) -> None:
    (package / "kernel" / "rulebook" / "switches.yaml").unlink()
    with pytest.raises(LawFileRefused, match="无法"):
        read_book(package)


def test_values_out_of_order_are_refused(package: Path) -> None:
    earlier = RULES[RULES.index("    - since") :].replace("2026-04-15", "2026-04-15")
    path = package / RULE_FILE
    path.write_text(RULES + earlier, encoding="utf-8")
    with pytest.raises(LawFileRefused, match="先后排列"):
        read_book(package)


def test_an_octal_looking_number_is_refused() -> None:
    with pytest.raises(LawFileRefused, match="不认识的写法"):
        parse("a: 0123\n", name="x.yaml")


def test_the_house_itself_has_no_problem() -> None:
    found, problems = gather(PACKAGE)
    assert problems == []
    assert found == book()


def test_the_digest_of_a_value_is_of_what_the_law_says_and_not_of_who_checked_it(package: Path) -> None:
    before = read_book(package).rules["consumer_protection.complaints.acceptance"].values[0]
    checked = before.model_copy(update={"confirmed_by": "法规处", "checked_on": before.checked_on.replace(day=24)})
    changed = before.model_copy(update={"value": 8})
    assert checked.digest == before.digest
    assert changed.digest != before.digest


def test_a_wrong_law_file_stops_the_start_of_the_house(tmp_path: Path) -> None:
    shutil.copytree(PACKAGE, tmp_path / "huizhi", ignore=shutil.ignore_patterns("__pycache__", "tests", "locale"))
    file = tmp_path / "huizhi" / "domains" / "credit" / "rules" / "serious_list.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("confidence: V", "confidence: sure", 1), encoding="utf-8")
    surroundings = os.environ | {"PYTHONPATH": str(tmp_path), "DJANGO_SETTINGS_MODULE": "huizhi.settings.typecheck"}
    start = [sys.executable, "-c", "import django; django.setup()"]
    ended = subprocess.run(start, env=surroundings, capture_output=True, text=True, check=False, timeout=120)
    assert ended.returncode != 0
    assert "huizhi/domains/credit/rules/serious_list.yaml 第 14 行" in ended.stderr
