"""The demo's entities: one seed, one province; plausible, marked, and nobody's."""

from collections import Counter

import pytest

from huizhi.demo.entities import MARKER, Place, Population
from huizhi.demo.words import proportions
from huizhi.lib.identifiers.uscc import is_uscc

PLACES = [
    Place("430102", "芙蓉区", "长沙市", ("430102001", "430102002")),
    Place("430211", "天元区", "株洲市", ("430211001",)),
    Place("433101", "吉首市", "湘西州", ()),
]


@pytest.fixture(scope="module")
def rows() -> list[tuple[str, ...]]:
    return list(Population(7, PLACES).rows(range(20_000)))


def test_the_same_seed_makes_the_same_row_whatever_was_made_before(rows: list[tuple[str, ...]]) -> None:
    assert Population(7, PLACES).row(19_999) == rows[-1]
    assert Population(8, PLACES).row(19_999) != rows[-1]


def test_every_code_is_valid_and_none_occurs_twice(rows: list[tuple[str, ...]]) -> None:
    assert all(is_uscc(row[0]) for row in rows)
    assert len({row[0] for row in rows}) == len(rows)


def test_every_row_carries_the_mark_and_a_code_body_that_no_registrar_issues(rows: list[tuple[str, ...]]) -> None:
    assert {row[-1] for row in rows} == {MARKER}
    assert {row[0][8:10] for row in rows} == {"DE"}


def test_nobody_ends_before_the_beginning(rows: list[tuple[str, ...]]) -> None:
    assert all(not ended or ended > born for ended, born in ((row[5], row[6]) for row in rows))


def test_prefectures_and_kinds_follow_the_published_shares(rows: list[tuple[str, ...]]) -> None:
    people = proportions()["prefectures"]["share"]
    places = Counter(row[10][:4] for row in rows)
    expected = people["4301"] / (people["4301"] + people["4302"] + people["4331"])
    assert places["4301"] / len(rows) == pytest.approx(expected, abs=0.012)
    kinds = proportions()["kinds"]["share"]
    market = Counter("self" if row[3] == "SELF" else "coop" if row[3] == "COOP" else "firm" for row in rows if row[0][0] == "9")
    assert market["self"] / market.total() == pytest.approx(kinds["self_employed"] / sum(kinds.values()), abs=0.012)


def test_every_share_names_its_source() -> None:
    assert all(part["source"] for part in proportions().values())
