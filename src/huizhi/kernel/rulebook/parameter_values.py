"""What the value of a provincial parameter may look like, and how a person types it.

An integer is typed as a number; a table as lines `项目 = 数值`; a list as lines; a text as it is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from huizhi.kernel.rulebook.types import Shape
from huizhi.lib.refusal import Refusal

if TYPE_CHECKING:
    from huizhi.kernel.rulebook.models import Parameter

Json: TypeAlias = "int | str | list[Json] | dict[str, Json]"
_LINE = re.compile(r"([^=＝]+)[=＝]\s*(\d+)")
MOST_ITEMS = 5000


class ParameterValueRefused(Refusal):
    """The value has not the shape that this parameter has."""

    code = "RUL-010"
    status = 422


def checked(parameter: Parameter, value: Json) -> None:
    """Refuse a value that is not of the parameter's shape."""
    if not _fits(Shape(parameter.shape), value):
        raise ParameterValueRefused(
            f"参数“{parameter.zh}”的数值应为{Shape(parameter.shape).label}，且不得为空", remedy="请按表单中的格式填写"
        )


def _fits(shape: Shape, value: Json) -> bool:
    if shape is Shape.INTEGER:
        return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**15
    if shape is Shape.TABLE:
        return isinstance(value, dict) and bool(value) and all(_fits(Shape.INTEGER, v) for v in value.values())
    if shape is Shape.LIST:
        return isinstance(value, list) and 0 < len(value) <= MOST_ITEMS and all(_fits(Shape.TEXT, v) for v in value)
    return isinstance(value, str) and bool(value.strip())


def from_text(shape: Shape, text: str) -> Json:
    """What a person typed, as a value; refused with the line that cannot be read."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if shape is Shape.INTEGER:
        if not re.fullmatch(r"\d{1,15}", text.strip()):
            raise ParameterValueRefused(f"“{text.strip()[:40]}”不是整数", remedy="请只填数字，不带单位与千分号")
        return int(text)
    if shape is Shape.LIST:
        return list(lines)
    if shape is Shape.TEXT:
        return text.strip()
    return _table(lines)


def _table(lines: list[str]) -> Json:
    found: dict[str, Json] = {}
    for number, line in enumerate(lines, start=1):
        read = _LINE.fullmatch(line)
        if read is None:
            raise ParameterValueRefused(f"第 {number} 行“{line[:40]}”无法识别", remedy="每行写作：项目 = 整数")
        name = read[1].strip()
        if name in found:
            raise ParameterValueRefused(f"第 {number} 行“{name}”与前面重复", remedy="每个项目只写一行")
        found[name] = int(read[2])
    return found


def to_text(value: Json | None) -> str:
    """A value as a person would type it."""
    if value is None:
        return ""
    if isinstance(value, dict):
        return "\n".join(f"{name} = {number}" for name, number in value.items())
    if isinstance(value, list):
        return "\n".join(map(str, value))
    return str(value)
