"""The import columns are one list that people and programs can both read."""

import pytest

from huizhi.domains.legal_entities.choices import KINDS_OF_CODE, Kind, Status
from huizhi.domains.legal_entities.columns import ENTITY_COLUMNS, FACT_COLUMNS, RELATION_COLUMNS, Column
from huizhi.lib.identifiers import DEPARTMENTS, parse_uscc

LISTS = [ENTITY_COLUMNS, RELATION_COLUMNS, FACT_COLUMNS]


@pytest.mark.parametrize("columns", LISTS)
def test_headers_and_keys_are_unique(columns: tuple[Column, ...]) -> None:
    names = [c.key for c in columns] + [c.zh for c in columns]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("columns", LISTS)
def test_every_required_column_has_an_example_that_fits(columns: tuple[Column, ...]) -> None:
    assert all(c.example for c in columns if c.required)
    assert all(len(c.example) <= c.longest for c in columns)


def test_the_example_code_is_a_valid_one() -> None:
    assert parse_uscc(ENTITY_COLUMNS[0].example).region == "430102"


def test_every_kind_but_other_can_be_told_by_a_code() -> None:
    told = {kind for kinds in KINDS_OF_CODE.values() for kind in kinds}
    assert set(Kind) - told == {Kind.OTHER}
    assert all(two[1] in DEPARTMENTS[two[0]].categories for two in KINDS_OF_CODE)


def test_every_kind_and_state_fits_its_column() -> None:
    assert max(len(k.value) for k in Kind) <= 4
    assert max(len(s.value) for s in Status) <= 8
