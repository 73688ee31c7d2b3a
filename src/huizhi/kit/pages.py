"""Pages of the API: the items, and the cursor of the next page."""

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet
from ninja import Field, Schema

from huizhi.kit.cursors import Cursor, page_of

Item = TypeVar("Item")
LARGEST = 200


class PageOf(Schema, Generic[Item]):
    """One page. `next` is null on the last one; pass it back as `cursor` for the following."""

    items: list[Item]
    next: str | None = Field(None, description="下一页的翻页标记；没有下一页时为 null")


class Paging(Schema):
    """What every paged operation takes: `paging: Query[Paging]`."""

    cursor: str = Field("", max_length=2000, description="上一页给出的翻页标记")
    size: int = Field(50, ge=1, le=LARGEST, description="每页条数")


def paged(
    rows: QuerySet[Any], *, order: Sequence[str], purpose: str, paging: Paging, item: Callable[[Any], Any]
) -> dict[str, Any]:
    """The page that was asked for. `purpose` names the operation and its filters: a cursor serves nothing else."""
    cursor = Cursor.read(paging.cursor, purpose) if paging.cursor else None
    page = page_of(rows, order, cursor, paging.size)
    following = page.following.text(purpose) if page.following else None
    return {"items": [item(row) for row in page.rows], "next": following}
