"""The demo's entities: one seed, one province; plausible, marked, and nobody's."""

from collections import Counter

import pytest

from huizhi.demo.entities import MARKER, SEEN_TWICE, WHOLE, Place, Population
from huizhi.demo.words import proportions, words
from huizhi.domains.legal_entities.queries import industry_names
from huizhi.lib.identifiers import parse_registration_number
from huizhi.lib.identifiers.uscc import is_uscc
from huizhi.lib.names import tidy_name

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
    codes = [row[0] or row[1] for row in rows]
    assert all(is_uscc(code) for code in codes if len(code) == 18)
    assert all(parse_registration_number(code) for code in codes if len(code) == 15)
    assert len(set(codes)) == len(rows)


def test_every_row_carries_the_mark_and_a_code_body_that_no_registrar_issues(rows: list[tuple[str, ...]]) -> None:
    assert {row[-1] for row in rows} == {MARKER}
    assert {row[0][8:10] for row in rows if row[0]} == {"DE"}


def test_four_rows_are_earlier_ones_again_under_an_old_number(rows: list[tuple[str, ...]]) -> None:
    again = [n for n, row in enumerate(rows) if not row[0]]
    assert again == list(SEEN_TWICE)
    assert all(tidy_name(rows[n][2]) == tidy_name(rows[SEEN_TWICE[n]][2]) for n in again)


def test_nobody_ends_before_the_beginning(rows: list[tuple[str, ...]]) -> None:
    assert all(not ended or ended > born for ended, born in ((row[5], row[6]) for row in rows))


def test_prefectures_and_kinds_follow_the_published_shares(rows: list[tuple[str, ...]]) -> None:
    people = proportions()["prefectures"]["share"]
    places = Counter(row[10][:4] for row in rows)
    expected = people["4301"] / (people["4301"] + people["4302"] + people["4331"])
    assert places["4301"] / len(rows) == pytest.approx(expected, abs=0.012)
    kinds = proportions()["kinds"]["share"]
    market = Counter("self" if row[3] == "SELF" else "coop" if row[3] == "COOP" else "firm" for row in rows if row[0][:1] == "9")
    assert market["self"] / market.total() == pytest.approx(kinds["self_employed"] / sum(kinds.values()), abs=0.012)


def test_every_share_names_its_source() -> None:
    assert all(part["source"] for part in proportions().values())


def test_every_industry_of_the_demo_is_a_class_of_the_standard_under_its_own_name() -> None:
    told = {industry.code: industry.name for part in words().industries.values() for industry in part}
    assert told == {code: industry_names().get(code) for code in told}
    assert all(len(code) == 5 for code in told)


def test_shares_in_a_company_make_a_whole_and_nobody_holds_two() -> None:
    population = Population(7, PLACES)
    for number in range(300):
        told = list(population.relations(number))
        shares = [int(one["share_ppm"]) for one in told if one["share_ppm"]]
        holders = [one["other_name"] for one in told if one["share_ppm"]]
        assert sum(shares) in {0, WHOLE}
        assert len(set(holders)) == len(holders)
        assert all(share > 0 for share in shares)
