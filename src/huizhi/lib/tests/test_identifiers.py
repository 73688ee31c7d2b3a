"""Properties of the official codes, beside the readable cases."""

import string
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huizhi.lib import identifiers
from huizhi.lib.identifiers import IdentifierRefused, uscc
from huizhi.lib.identifiers.organisation_code import ALPHABET as ORGANISATION_ALPHABET

TRIED = string.digits + string.ascii_uppercase + "aé一 -"
BODY = st.text(alphabet=uscc.ALPHABET, min_size=8, max_size=8)
DIGITS = st.text(alphabet=string.digits, min_size=8, max_size=8)


@pytest.fixture(scope="module")
def real_codes(shared: Path) -> list[str]:
    codes = (shared / "data/uscc_valid_numbers/valid.txt").read_text(encoding="ascii").split()
    assert len(codes) == 200
    return codes


def refused_changes(text: str, read: object) -> int:
    """How many single-character changes of `text` are refused, all of them tried."""
    refused = 0
    for place, was in enumerate(text):
        for character in TRIED:
            if character != was:
                with pytest.raises(IdentifierRefused):
                    read(text[:place] + character + text[place + 1 :])  # type: ignore[operator]
                refused += 1
    return refused


def test_all_200_real_codes_pass(real_codes: list[str]) -> None:
    for code in real_codes:
        assert identifiers.parse_uscc(code).text == code


def test_every_single_character_change_of_the_real_codes_is_refused(real_codes: list[str]) -> None:
    for code in real_codes:
        assert refused_changes(code, identifiers.parse_uscc) == 18 * (len(TRIED) - 1)


def test_a_code_with_a_character_more_or_less_is_refused(real_codes: list[str]) -> None:
    for code in real_codes[:20]:
        for wrong in (code + "0", code[:-1], "0" + code, "", code + "\n"):
            assert not identifiers.is_uscc(wrong)


@given(BODY, st.sampled_from("123"), st.sampled_from(["430100", "100000", "110105"]))
def test_an_assembled_code_reads_back(body: str, category: str, region: str) -> None:
    code = identifiers.assemble_uscc(department="9", category=category, region=region, body=body)
    assert (code.region, code.organisation_code[:8], code.department) == (region, body, "市场监管")
    assert identifiers.parse_organisation_code(code.organisation_code).text == code.organisation_code


@given(st.text(alphabet=ORGANISATION_ALPHABET, min_size=8, max_size=8))
def test_an_organisation_code_has_exactly_one_check_character(body: str) -> None:
    passing = [c for c in "0123456789X" if passes(identifiers.parse_organisation_code, body + c)]
    assert passing == [identifiers.organisation_check(body)]


@given(DIGITS)
def test_a_registration_number_refuses_every_single_digit_change(sequence: str) -> None:
    body = "430102" + sequence
    number = body + identifiers.registration_check(body)
    assert identifiers.parse_registration_number(number).region == "430102"
    for place in range(15):
        for digit in string.digits:
            if digit != number[place]:
                assert not passes(identifiers.parse_registration_number, number[:place] + digit + number[place + 1 :])


@given(st.dates(date(1900, 1, 1), date(2026, 1, 1)), st.integers(0, 999))
def test_an_identity_number_says_the_birth_date_and_hides_itself(born: date, sequence: int) -> None:
    body = f"430102{born:%Y%m%d}{sequence:03d}"
    number = body + identifiers.identity_check(body)
    person = identifiers.parse_resident_identity(number, on=date(2026, 11, 23))
    assert (person.born, person.region) == (born, "430102")
    assert number[3:16] not in f"{person} {person!r}"


@given(st.text(max_size=30))
def test_any_text_at_all_is_read_or_refused_by_name(text: str) -> None:
    for read in (identifiers.parse_uscc, identifiers.parse_organisation_code, identifiers.parse_registration_number):
        passes(read, text)
        passes(read, identifiers.normalise_code(text))
    passes(lambda t: identifiers.parse_resident_identity(t, on=date(2026, 1, 1)), text)
    passes(identifiers.parse_division_code, text)


@given(st.text(max_size=30))
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    once = identifiers.normalise_code(text)
    assert identifiers.normalise_code(once) == once


@pytest.mark.parametrize(
    "typed",
    [
        "９１３５０１００Ｍ０００１００Ｙ４３",
        " 91350100m000100y43\n",
        "91350100-M000100Y-43",
        "\ufeff91350100 M000100Y\u30004\u200b3",
    ],
)
def test_what_people_type_is_brought_back_to_the_code(typed: str) -> None:
    assert identifiers.normalise_code(typed) == "91350100M000100Y43"


def test_normalising_does_not_turn_a_letter_into_a_digit() -> None:
    assert identifiers.normalise_code("9135O10O") == "9135O10O"


def test_every_refusal_has_its_own_code() -> None:
    kinds = IdentifierRefused.__subclasses__()
    assert len({kind.code for kind in kinds} | {IdentifierRefused.code}) == len(kinds) + 1


def passes(read: object, text: str) -> bool:
    try:
        read(text)  # type: ignore[operator]
    except IdentifierRefused:
        return False
    return True
