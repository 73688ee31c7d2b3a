"""Properties of names, their keys and money, beside the readable cases."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypinyin import Style, lazy_pinyin

from huizhi.lib import money, names, pinyin
from huizhi.lib.money import AmountUnreadable
from huizhi.lib.pinyin.readings import CHARACTERS, PLACES, SURNAMES, WORDS
from huizhi.lib.pinyin.tables import tables

HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)
NAMES = st.text(alphabet=st.one_of(HAN, st.sampled_from("长行重乐都会省市银ABc9（）() ")), max_size=14)
FEN = st.integers(0, money.LARGEST - 1)


@given(NAMES)
def test_keys_hold_letters_and_digits_alone(name: str) -> None:
    assert pinyin.keys(name).sort_key.replace("~", "0").isalnum() or not names.search_key(name)
    assert pinyin.initials(name) == pinyin.initials(name.upper())


@given(NAMES)
def test_the_initials_are_the_first_letters_one_for_each_character(name: str) -> None:
    assert len(pinyin.initials(name)) == len(names.search_key(name))


@given(st.text(alphabet=HAN, min_size=1, max_size=8))
def test_characters_with_one_reading_are_read_as_the_dictionary_reads_them(name: str) -> None:
    kept = "".join(c for c in name if c not in tables().several and c not in CHARACTERS)
    alone = [lazy_pinyin(c, style=Style.NORMAL, v_to_u=False)[0] for c in kept]
    assert pinyin.spelled(kept) == "".join(alone)


@given(NAMES, NAMES)
def test_a_name_sorts_before_those_that_go_on_where_it_ends(head: str, tail: str) -> None:
    plain = "".join(c for c in head + tail if c not in tables().several and c != "行")
    cut = len(head) // 2
    assert pinyin.sort_key(plain[:cut]) <= pinyin.sort_key(plain)
    assert pinyin.sort_key(plain).startswith(pinyin.sort_key(plain[:cut]))


def test_names_sort_by_syllable_then_tone_and_one_character_stays_together() -> None:
    ordered = ["8号店", "ABC店", "安居", "长安", "长沙", "常德", "昌平张", "张三", "张四", "章三", "重庆", "株洲"]
    by_key = sorted(ordered, key=pinyin.sort_key)
    assert by_key == ["8号店", "ABC店", "安居", "昌平张", "常德", "长安", "长沙", "重庆", "章三", "张三", "张四", "株洲"]


@pytest.mark.parametrize("table", [PLACES, WORDS, SURNAMES])
def test_every_written_reading_has_one_syllable_with_a_tone_for_each_character(table: dict[str, str]) -> None:
    for text, readings in table.items():
        syllables = readings.split()
        assert len(syllables) == len(text), text
        assert all(s[:-1].isalpha() and s[-1] in "1234" for s in syllables), text


def test_a_place_is_read_as_a_place_wherever_it_stands() -> None:
    for place, readings in PLACES.items():
        spelled = "".join(one[:-1] for one in readings.split())
        for before, after in (("", ""), ("湖南省", ""), ("", "长沙市"), ("银", "银行")):
            whole = pinyin.spelled(before + place + after)
            assert spelled in whole, before + place + after


@given(st.text(max_size=20))
def test_searching_for_a_search_key_finds_the_same(text: str) -> None:
    key = names.search_key(text)
    assert names.search_key(key) == key


@given(NAMES)
def test_a_tidied_name_is_found_like_the_one_that_was_typed(name: str) -> None:
    assert names.search_key(names.tidy_name(name)) == names.search_key(name)


@given(st.text(max_size=20))
def test_tidying_twice_changes_nothing_more(text: str) -> None:
    tidy = names.tidy_name(text)
    assert names.tidy_name(tidy) == tidy


@given(FEN)
def test_fen_become_yuan_and_come_back(fen: int) -> None:
    assert money.fen_of_yuan(money.yuan_of_fen(fen)) == fen
    assert money.fen_of_yuan(money.written(fen).removesuffix("元")) == fen
    assert money.fen_of_wan(money.yuan_of_fen(fen) / 10_000) == fen or fen > 10**15


@given(FEN, FEN)
def test_two_amounts_are_never_written_alike_in_capitals(one: int, other: int) -> None:
    assert (money.in_capitals(one) == money.in_capitals(other)) == (one == other)


@given(FEN)
def test_capitals_never_stutter(fen: int) -> None:
    text = money.in_capitals(fen)
    assert "零零" not in text
    assert not text.startswith("零") or fen == 0
    assert text.endswith(("整", "分"))


@given(FEN, st.integers(0, money.PPM))
def test_a_share_and_its_rest_make_the_whole_within_a_fen(fen: int, ppm: int) -> None:
    assert abs(money.share(fen, ppm) + money.share(fen, money.PPM - ppm) - fen) <= 1


def test_half_a_fen_goes_up() -> None:
    assert (money.share(5, 100_000), money.share(4, 100_000), money.share(-5, 100_000)) == (1, 0, -1)


@pytest.mark.parametrize("amount", ["1.001", "", "十元", "NaN", "Infinity", "1e40", "--1", 1.5, True, None])
def test_what_is_no_amount_is_refused(amount: object) -> None:
    with pytest.raises(AmountUnreadable):
        money.fen_of_yuan(amount)  # type: ignore[arg-type]


def test_capital_in_ten_thousands_keeps_every_fen() -> None:
    assert money.fen_of_wan("500") == 500_000_000
    assert money.fen_of_wan(Decimal("0.000001")) == 1
    with pytest.raises(AmountUnreadable):
        money.fen_of_wan("0.0000001")


@pytest.mark.parametrize("fen", [-1, money.LARGEST])
def test_an_amount_beyond_measure_is_not_put_into_capitals(fen: int) -> None:
    with pytest.raises(AmountUnreadable):
        money.in_capitals(fen)
