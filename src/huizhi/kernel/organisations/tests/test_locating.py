"""Addresses as people write them, and what the reader makes of each."""

from collections.abc import Callable

import pytest

from huizhi.kernel.organisations import queries
from huizhi.kernel.organisations.types import Certainty, Located


@pytest.fixture
def locate(db: str) -> Callable[[str], Located]:
    return queries.locate


CASES = [
    ("湖南省长沙市芙蓉区五一大道1号", "430102", Certainty.CERTAIN),
    ("长沙市芙蓉区文艺路街道1号", "430102001", Certainty.CERTAIN),
    ("湖南省 邵阳市 邵东市 两市塘街道", "430582002", Certainty.CERTAIN),
    ("浏阳市集里街道", "430181002", Certainty.CERTAIN),
    ("长沙浏阳市", "430181", Certainty.CERTAIN),
    ("湖南省株洲县渌口镇", "430212", Certainty.CERTAIN),
    ("宁乡县玉潭镇", "430182", Certainty.CERTAIN),
    ("湘西州凤凰县沱江镇", "433123", Certainty.CERTAIN),
    ("湘西土家族苗族自治州吉首市", "433101", Certainty.CERTAIN),
    ("怀化市新晃县", "431227", Certainty.LIKELY),
    ("岳阳市岳阳楼区", "430602", Certainty.CERTAIN),
    ("岳阳县", "430621", Certainty.CERTAIN),
    ("湖南省衡阳市", "430400", Certainty.PARTIAL),
    ("长沙市高新开发区麓谷大道", "430100", Certainty.PARTIAL),
    ("湖南省", "430000", Certainty.PARTIAL),
    ("永州市零陵区", "431102", Certainty.CERTAIN),
    ("永州市芝山区", "431102", Certainty.CERTAIN),
    ("大庸市永定区", "430802", Certainty.CERTAIN),
    ("住所位于攸县网岭镇", "430223", Certainty.LIKELY),
    ("广东省广州市越秀区", "", Certainty.OUTSIDE),
    ("吉林市船营区", "", Certainty.OUTSIDE),
    ("衡阳市江东区湖南路", "430405", Certainty.CERTAIN),
    ("衡阳市城南区先锋路", "", Certainty.AMBIGUOUS),
    ("某某大道88号", "", Certainty.UNKNOWN),
    ("", "", Certainty.UNKNOWN),
]


def short(division: str, expected: str) -> str:
    return division[: len(expected)] if expected else division


@pytest.mark.parametrize(("address", "division", "certainty"), CASES)
def test_an_address_is_read(locate: Callable[[str], Located], address: str, division: str, certainty: Certainty) -> None:
    found = locate(address)
    assert (short(found.division, division), found.certainty) == (division, certainty), found


def test_an_old_name_is_read_as_the_division_of_today_and_says_so(locate: Callable[[str], Located]) -> None:
    found = locate("株洲市株洲县渌口镇")
    assert found.division.startswith("430212")
    assert "已变更为430212" in found.said[0]


def test_a_name_that_several_divisions_took_over_lists_them(locate: Callable[[str], Located]) -> None:
    assert locate("衡阳市城南区").candidates == ("430406", "430408")
