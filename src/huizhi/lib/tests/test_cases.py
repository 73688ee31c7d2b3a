"""Runs every case of cases/*.yaml: what a jurist wrote there is what the code does."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import yaml

from huizhi.lib import identifiers, money, names, pinyin
from huizhi.lib.counting_rules import COUNTING_RULES, Written
from huizhi.lib.identifiers import IdentifierRefused
from huizhi.lib.periods import Pause, due
from huizhi.lib.tests.days import FOLDER, calendar_of_the_cases

READ_ON = date(2026, 11, 23)

Case = dict[str, Any]

READERS: dict[str, Callable[[str], object]] = {
    "uscc": identifiers.parse_uscc,
    "organisation_code": identifiers.parse_organisation_code,
    "registration_number": identifiers.parse_registration_number,
    "resident_identity": lambda text: identifiers.parse_resident_identity(text, on=READ_ON),
    "division_code": identifiers.parse_division_code,
}


def cases_of(name: str) -> list[Any]:
    loaded: list[Case] = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return [pytest.param(case, id=case["说明"]) for case in loaded]


@pytest.mark.parametrize("case", cases_of("identifiers"))
def test_an_identifier_is_read_or_refused_as_the_case_says(case: Case) -> None:
    read = READERS[case["kind"]]
    if "reads" in case:
        found = read(case["text"])
        assert {key: getattr(found, key) for key in case["reads"]} == case["reads"]
        return
    with pytest.raises(IdentifierRefused) as refused:
        read(case["text"])
    wanted = case["refused"]
    assert refused.value.code == wanted["code"]
    assert refused.value.position == wanted.get("position")
    assert wanted.get("says", "") in refused.value.what
    assert case["text"] not in str(refused.value), "a refusal never repeats the code"


CALENDAR = calendar_of_the_cases()


@pytest.mark.parametrize("case", cases_of("periods"))
def test_a_period_ends_as_the_case_says(case: Case) -> None:
    rule = COUNTING_RULES[case["rule"]]
    lengths = [rule.length(length["n"], Written(length["written"])) for length in case["lengths"]]
    pauses = [Pause(opened, closed) for opened, closed in case.get("pauses", [])]
    found = due(start=case["start"], lengths=lengths, rule=rule, calendar=CALENDAR, pauses=pauses)
    assert found.last_day == case["last_day"]
    assert [length.unit.value for length in lengths] == case.get("units", [length.unit.value for length in lengths])
    assert found.nominal_day == case.get("nominal_day", case["last_day"])
    assert found.excluded == case.get("excluded", 0)
    assert found.paused == (case["last_day"] is None)
    if "due_at" in case:
        assert found.due_at == case["due_at"]
    if "provisional" in case:
        assert list(found.provisional) == case["provisional"]
    assert rule.instrument in found.told


@pytest.mark.parametrize("case", cases_of("names"))
def test_a_name_is_spelled_as_the_case_says(case: Case) -> None:
    found = pinyin.person_keys(case["person"]) if "person" in case else pinyin.keys(case["name"])
    assert found.initials == case["initials"]
    if "spelled" in case:
        assert pinyin.spelled(case["name"]) == case["spelled"]


@pytest.mark.parametrize("case", cases_of("search_keys"))
def test_a_name_is_found_however_it_was_typed(case: Case) -> None:
    assert {names.search_key(typed) for typed in case["typed"]} == {case["found_as"]}
    assert {names.tidy_name(typed) for typed in case.get("tidied", [])} <= {case.get("shown_as")}


@pytest.mark.parametrize("case", cases_of("amounts"))
def test_an_amount_is_written_as_the_case_says(case: Case) -> None:
    assert money.fen_of_yuan(case["yuan"]) == case["fen"]
    assert money.in_capitals(case["fen"]) == case["大写"]
    assert money.written(case["fen"]) == case["written"]
