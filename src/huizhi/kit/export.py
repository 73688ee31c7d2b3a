"""Everything that is filtered, as CSV or XLSX, streamed and never capped.

The body of a streamed answer runs after the view has returned and its scope has closed: the generator opens the viewer's
scope again, and so an export holds exactly what its reader may see.
"""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from io import StringIO
from urllib.parse import quote
from zoneinfo import ZoneInfo

from django.http import StreamingHttpResponse

from huizhi.kernel.access.services import scope
from huizhi.kernel.access.types import Viewer
from huizhi.kit.xlsx import workbook

Cell = str | int | float | None
Rows = Callable[[], Iterable[Sequence[object]]]

_SHANGHAI = ZoneInfo("Asia/Shanghai")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_BATCH = 500
_TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def exported(*, viewer: Viewer, kind: str, name: str, header: Sequence[str], rows: Rows) -> StreamingHttpResponse:
    """The answer that streams `rows()` as a file; `rows` is called inside the viewer's scope."""
    maker = _csv if kind == "csv" else _xlsx
    response = StreamingHttpResponse(_in_scope(viewer, lambda: maker(header, rows())), content_type=_TYPES[kind])
    response["Content-Disposition"] = f"attachment; filename=\"export.{kind}\"; filename*=UTF-8''{quote(name)}.{kind}"
    response["X-Accel-Buffering"] = "no"
    return response


def _in_scope(viewer: Viewer, body: Callable[[], Iterator[bytes]]) -> Iterator[bytes]:
    with scope(viewer):
        yield from body()


def plain(value: object) -> Cell:
    """A value as a cell: numbers stay numbers, instants are told in Shanghai, the rest is text."""
    if value is None or isinstance(value, int | float):
        return str(value) if isinstance(value, bool) else value
    if isinstance(value, datetime):
        return value.astimezone(_SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
    return value.isoformat() if isinstance(value, date) else str(value)


def harmless(cell: Cell) -> Cell:
    """Text that a spreadsheet would take for a formula gets an apostrophe in front."""
    if isinstance(cell, str) and cell.startswith(_FORMULA) and not _NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell


def _csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """UTF-8 with a mark at the beginning, so that Excel reads Chinese."""
    buffer = StringIO()
    writer = csv.writer(buffer)
    buffer.write("\ufeff")
    writer.writerow(header)
    for n, row in enumerate(rows, start=1):
        writer.writerow([harmless(plain(value)) for value in row])
        if n % _BATCH == 0:
            yield _emptied(buffer)
    yield _emptied(buffer)


def _emptied(buffer: StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode("utf-8")


def _xlsx(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    """Text cells are marked as text in the file itself: a spreadsheet never reads them as formulas."""
    return workbook(header, ([plain(value) for value in row] for row in rows))
