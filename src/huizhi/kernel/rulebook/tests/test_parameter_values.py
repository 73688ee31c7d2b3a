"""How a person types the value of a parameter."""

import pytest

from huizhi.kernel.rulebook.parameter_values import ParameterValueRefused, from_text, to_text
from huizhi.kernel.rulebook.types import Shape


@pytest.mark.parametrize(
    ("shape", "text", "value"),
    [
        (Shape.INTEGER, " 20000 ", 20000),
        (Shape.TABLE, "A = 1\nB＝2\n", {"A": 1, "B": 2}),
        (Shape.LIST, "甲\n\n 乙 \n", ["甲", "乙"]),
        (Shape.TEXT, " 规则 ", "规则"),
    ],
)
def test_what_is_typed_is_read_and_written_back(shape: Shape, text: str, value: object) -> None:
    read = from_text(shape, text)
    assert read == value
    assert from_text(shape, to_text(read)) == value


@pytest.mark.parametrize(
    ("shape", "text", "words"),
    [
        (Shape.INTEGER, "2万", "“2万”不是整数"),
        (Shape.INTEGER, "", "不是整数"),
        (Shape.TABLE, "A = 1\nB 2", "第 2 行“B 2”无法识别"),
        (Shape.TABLE, "A = 1\nA = 2", "第 2 行“A”与前面重复"),
    ],
)
def test_what_cannot_be_read_is_named_by_its_line(shape: Shape, text: str, words: str) -> None:
    with pytest.raises(ParameterValueRefused, match=words):
        from_text(shape, text)
