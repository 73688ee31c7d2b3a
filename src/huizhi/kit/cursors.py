"""Where a page of a long list goes on: after this row, in this order. Signed, so that nobody can make one up.

Lists page by key, never by offset: the thousandth page costs what the first does, and no row is shown twice when others
come in between.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core import signing
from django.db.models import Model, Q, QuerySet

from huizhi.lib.refusal import Refusal

_READERS: dict[str, Callable[[Any], Any]] = {
    "day": date.fromisoformat,
    "instant": datetime.fromisoformat,
    "decimal": Decimal,
    "uuid": UUID,
    "plain": lambda value: value,
}


class BadCursor(Refusal):
    """The mark in the address was not made here, or for another list or order."""

    code = "KIT-011"
    status = 400


@dataclass(frozen=True)
class Cursor:
    """A place in a list: the values of the order's columns at one row, and in which direction to go on."""

    values: tuple[Any, ...]
    backwards: bool = False

    def text(self, purpose: str) -> str:
        """Signed text for an address. `purpose` names list, order and filters: elsewhere the text is worth nothing."""
        said = {"b": int(self.backwards), "v": [_written(value) for value in self.values]}
        return signing.dumps(said, salt=f"cursor:{purpose}", compress=True)

    @classmethod
    def read(cls, text: str, purpose: str) -> "Cursor":
        """The place that the text names; refuses what was not signed here for this purpose."""
        try:
            said = signing.loads(text, salt=f"cursor:{purpose}")
            return cls(tuple(_READERS[kind](value) for kind, value in said["v"]), bool(said["b"]))
        except (signing.BadSignature, KeyError, TypeError, ValueError) as error:
            raise BadCursor("翻页标记无效或已过期", remedy="请回到第一页重新翻页") from error


def _written(value: Any) -> tuple[str, Any]:
    if isinstance(value, datetime):
        return ("instant", value.isoformat())
    if isinstance(value, date):
        return ("day", value.isoformat())
    if isinstance(value, Decimal):
        return ("decimal", str(value))
    return ("uuid", str(value)) if isinstance(value, UUID) else ("plain", value)


@dataclass(frozen=True)
class Page:
    """The rows of one page and the cursors of its neighbours."""

    rows: list[Any]
    following: Cursor | None
    previous: Cursor | None


def page_of(rows: QuerySet[Any], order: Sequence[str], cursor: Cursor | None, size: int) -> Page:
    """One page of `rows` in `order` (Django's field names; not null, the last one unique), from `cursor` on."""
    backwards = cursor is not None and cursor.backwards
    going = [_turned(name) for name in order] if backwards else list(order)
    if cursor is not None:
        if len(cursor.values) != len(order):
            raise BadCursor("翻页标记与排序不符", remedy="请回到第一页重新翻页")
        rows = rows.filter(_beyond(going, cursor.values))
    found = list(rows.order_by(*going)[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    first, last = (_place(found[0], order), _place(found[-1], order)) if found else (None, None)
    return Page(
        rows=found,
        following=Cursor(last) if last and (more or backwards) else None,
        previous=Cursor(first, backwards=True) if first and (more if backwards else cursor is not None) else None,
    )


def _turned(name: str) -> str:
    return name[1:] if name.startswith("-") else f"-{name}"


def _place(row: Model | dict[str, Any], order: Sequence[str]) -> tuple[Any, ...]:
    return tuple(_value(row, name.lstrip("-")) for name in order)


def _value(row: Any, name: str) -> Any:
    if isinstance(row, dict):
        return row[name]
    for part in name.split("__"):
        row = getattr(row, part)
    return row


def _beyond(order: Sequence[str], values: Sequence[Any]) -> Q:
    """Strictly after these values. The first bound is said once more by itself, so that the index on it is used."""
    whole, same, bound = Q(), Q(), Q()
    for n, (name, value) in enumerate(zip(order, values, strict=True)):
        field, comparison = (name[1:], "lt") if name.startswith("-") else (name, "gt")
        if n == 0 and len(order) > 1:
            bound = Q(**{f"{field}__{comparison}e": value})
        whole |= same & Q(**{f"{field}__{comparison}": value})
        same &= Q(**{field: value})
    return bound & whole
