"""A row is read strictly, and every reason against it is told at once, in Chinese."""

from datetime import date

import pytest

from huizhi.domains.legal_entities.industries import parse_industry
from huizhi.domains.legal_entities.rows import Checker, Places, RowRefused, parse_day
from huizhi.domains.legal_entities.tests.factories import OLD_NUMBER, code, row

PLACES = Places(
    today=frozenset({"430000", "430100", "430102", "430212"}),
    ever=frozenset({"430000", "430100", "430102", "430212", "430221"}),
    successors={"430221": ("430212",)},
    organs=frozenset({"43", "4301", "430102", "430102001", "430212"}),
    organ_of={"430102": "430102", "430212": "430212"},
    names={"430212": "渌口区"},
)
CHECKER = Checker(PLACES, date(2026, 11, 23))


def reasons(**cells: str) -> str:
    with pytest.raises(RowRefused) as refused:
        CHECKER.check(row(1, **cells))
    return str(refused.value)


def test_a_valid_row_is_read_into_the_types_of_the_register() -> None:
    read = CHECKER.check(row(1, valid_until="2036年5月12日", capital="0.123456"))
    assert (read.kind, read.status, read.status_on) == ("LTD", "active", date(2016, 5, 12))
    assert (read.capital_fen, read.valid_until) == (123456, date(2036, 5, 12))
    assert (read.scope_code, read.registrar, read.industry) == ("430102", "430102", "I6510")


def test_a_code_is_taken_however_it_was_typed_but_never_mended() -> None:
    typed = code(1)
    assert CHECKER.check(row(1, uscc=typed.lower())).code == typed
    assert CHECKER.check(row(1, uscc="  " + typed[:8] + " " + typed[8:])).code == typed
    wrong = typed[:-1] + ("0" if typed[-1] != "0" else "1")
    assert "第18位校验码不符" in reasons(uscc=wrong)


def test_who_never_got_a_unified_code_is_known_by_the_old_number() -> None:
    read = CHECKER.check(row(1, uscc="", registration_number=OLD_NUMBER))
    assert read.code == OLD_NUMBER
    assert "不能都为空" in reasons(uscc="")
    assert "第15位校验码不符" in reasons(uscc="", registration_number=OLD_NUMBER[:-1] + str((int(OLD_NUMBER[-1]) + 1) % 10))


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"name": ""}, "“名称”不能为空"),
        ({"name": "甲" * 201}, "超过200个字"),
        ({"name": "甲\x00乙"}, "空字符"),
        ({"address": "五一大道\n1号"}, "换行或控制字符"),
        ({"address": "五一\udc80大道"}, "无法识别的字节"),
        ({"kind": "无限公司"}, "没有“无限公司”这一类"),
        ({"kind": "个体工商户"}, "不是“个体工商户”的代码"),
        ({"status": "活着"}, "没有“活着”这一状态"),
        ({"status": "名称预留"}, "没有“名称预留”这一状态"),
        ({"status": "吊销"}, "“状态日期”不能为空"),
        ({"status": "注销", "status_on": "2010-01-01"}, "早于“成立日期”"),
        ({"established_on": "2023-02-29"}, "不是存在的日期"),
        ({"established_on": "2099-01-01"}, "晚于今天"),
        ({"established_on": "1600-01-01"}, "早于1840年"),
        ({"valid_until": "2001-01-01"}, "早于“成立日期”"),
        ({"capital": "五百"}, "金额不是数字"),
        ({"capital": "-1"}, "不能为负"),
        ({"capital": "0.1234567"}, "不能小于一分"),
        ({"industry": "A6510"}, "不是GB/T 4754-2017的代码"),
        ({"division": "430221"}, "已撤销，现行代码为430212渌口区"),
        ({"division": "439999"}, "不存在"),
        ({"division": "430100"}, "应到县级"),
        ({"organ": "430102999"}, "不是机构树中的机构"),
        ({"parent": "123"}, "“隶属单位代码”"),
    ],
)
def test_what_is_wrong_is_said(cells: dict[str, str], words: str) -> None:
    assert words in reasons(**cells)


def test_all_that_is_wrong_is_said_at_once() -> None:
    said = reasons(established_on="2023-13-01", capital="x", division="000000", industry="Z")
    assert len(said.split("；")) == 4


@pytest.mark.parametrize("text", ["2016-05-12", "2016/5/12", "20160512", "2016年5月12日", "2016.05.12"])
def test_a_day_is_read_however_it_is_usually_written(text: str) -> None:
    assert parse_day(text) == date(2016, 5, 12)


@pytest.mark.parametrize("text", ["", "2016", "16-05-12", "2016-5", "2016-05-12-1", "٢٠١٦-05-12", "abcdefgh", "20160532"])
def test_what_is_no_day_is_none(text: str) -> None:
    assert parse_day(text) is None


def test_an_industry_lies_in_its_section() -> None:
    assert parse_industry("6510") == parse_industry("I6510") == "I6510"
    assert parse_industry("i65") == "I65"
    assert parse_industry("C") == "C"
    assert parse_industry("C65") is None
    assert parse_industry("98") is None
    assert parse_industry("6") is None
