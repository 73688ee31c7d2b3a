"""Runs every case of cases/*.yaml: what a jurist wrote there is what the code does."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from huizhi.lib import identifiers
from huizhi.lib.identifiers import IdentifierRefused

FOLDER = Path(__file__).parent / "cases"
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
