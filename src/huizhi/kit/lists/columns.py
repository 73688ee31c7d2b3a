"""A column of a list: what it shows of a row, on the screen and in the export."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from huizhi.kit.navigation import Words


@dataclass(frozen=True)
class Column:
    """`key` is the attribute (or path a__b, or key of a dict) unless `value` says how to get it."""

    key: str
    title: Words
    value: Callable[[Any], Any] | None = None
    link: Callable[[Any], str] | None = None
    badge: Callable[[Any], str] | None = None  # the badge's kind: "", act, done, due, danger
    number: bool = False
    day: bool = False
    moment: bool = False
    code: bool = False
    shown: bool = True  # without anybody choosing
    exported: bool = True
    capability: str = ""  # only who holds it sees the column, on the screen and in the export

    def of(self, row: Any) -> Any:
        """The value for this row."""
        if self.value is not None:
            return self.value(row)
        if isinstance(row, Mapping):
            return row.get(self.key)
        for part in self.key.split("__"):
            row = getattr(row, part, None)
        return row


@dataclass(frozen=True)
class Cell:
    """A cell as it is drawn."""

    column: Column
    value: Any
    link: str = ""
    badge: str | None = None


def cell(column: Column, row: Any) -> Cell:
    """What a column shows of a row."""
    return Cell(
        column=column,
        value=column.of(row),
        link=column.link(row) if column.link else "",
        badge=column.badge(row) if column.badge else None,
    )
