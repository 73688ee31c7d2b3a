"""An independent implementation reads the same codes the same way (python-stdnum, a tool of the tests alone)."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric
from stdnum.cn import uscc as oracle
from stdnum.iso7064 import mod_11_2, mod_11_10

from huizhi.lib import identifiers
from huizhi.lib.identifiers.uscc import ALPHABET

DIGITS = st.text(alphabet="0123456789", min_size=17, max_size=17)


@given(st.text(alphabet=ALPHABET, min_size=17, max_size=17))
def test_the_check_character_of_a_uscc_is_the_oracles(body: str) -> None:
    assert identifiers.uscc_check(body) == oracle.calc_check_digit(body)


@given(DIGITS)
def test_the_check_character_of_an_identity_number_is_the_oracles(body: str) -> None:
    assert identifiers.identity_check(body) == mod_11_2.calc_check_digit(body)
    assert identifiers.identity_check(body) == ric.calc_check_digit(body + "0")


@given(DIGITS)
def test_the_check_digit_of_a_registration_number_is_the_oracles(body: str) -> None:
    assert identifiers.registration_check(body[:14]) == mod_11_10.calc_check_digit(body[:14])


def test_both_read_the_region_of_the_real_codes_alike(shared: Path) -> None:
    for code in (shared / "data/uscc_valid_numbers/valid.txt").read_text(encoding="ascii").split():
        assert oracle.validate(code) == identifiers.parse_uscc(code).text
