"""A workbook written as a stream: rows go out as they come in, and a million more take no more memory.

Only what a plain table needs of Office Open XML (ECMA-376): inline strings, numbers, a bold heading row that stays in view,
and a further sheet when one is full.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from io import RawIOBase
from itertools import chain, islice
from typing import cast
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

ROWS_IN_SHEET = 1_048_575  # a sheet ends at 1,048,576 rows; the first is the heading
TEXT_IN_CELL = 32_767

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/></font><font><b/><sz val="11"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf xfId="0"/>'
    '<xf xfId="0" fontId="1" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)

Cell = str | int | float | None


class _Outlet(RawIOBase):
    """Takes what the archive writes until somebody fetches it."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        part = bytes(cast("bytes", data))
        self._parts.append(part)
        return len(part)

    def fetch(self) -> bytes:
        whole = b"".join(self._parts)
        self._parts.clear()
        return whole


def workbook(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """The bytes of an .xlsx file, piece by piece."""
    outlet = _Outlet()
    with ZipFile(cast("RawIOBase", outlet), "w", ZIP_DEFLATED, compresslevel=4) as archive:
        sheets = 0
        left = iter(rows)
        for sheet in _sheets(left):
            sheets += 1
            part = ZipInfo(f"xl/worksheets/sheet{sheets}.xml")
            part.compress_type = ZIP_DEFLATED
            with archive.open(part, "w", force_zip64=True) as file:
                file.write(_opening(header).encode())
                for rows_of_sheet in _parts(sheet):
                    file.write(rows_of_sheet)
                    if waiting := outlet.fetch():
                        yield waiting
                file.write(b"</sheetData></worksheet>")
        for name, text in _frame(sheets).items():
            archive.writestr(name, text)
    yield outlet.fetch()


def _sheets(rows: Iterator[Sequence[Cell]]) -> Iterator[Iterator[Sequence[Cell]]]:
    """The rows cut into sheets; there is always one."""
    yield islice(rows, ROWS_IN_SHEET)
    for first in rows:
        yield chain([first], islice(rows, ROWS_IN_SHEET - 1))


def _parts(rows: Iterable[Sequence[Cell]], size: int = 500) -> Iterator[bytes]:
    waiting = iter(rows)
    while batch := list(islice(waiting, size)):
        yield "".join(f"<row>{''.join(map(_cell, row))}</row>" for row in batch).encode()


def _opening(header: Sequence[str]) -> str:
    heading = "".join(_cell(title, style=1) for title in header)
    pane = '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" state="frozen"/></sheetView></sheetViews>'
    return f'{_HEAD}<worksheet xmlns="{_MAIN}">{pane}<sheetData><row>{heading}</row>'


def _cell(value: Cell, style: int = 0) -> str:
    if value is None:
        return "<c/>"
    if isinstance(value, int | float) and abs(value) < 10**15:
        return f"<c><v>{value}</v></c>"
    text = escape(_FORBIDDEN.sub("\ufffd", str(value))[:TEXT_IN_CELL])
    return f'<c t="inlineStr" s="{style}"><is><t xml:space="preserve">{text}</t></is></c>'


def _frame(sheets: int) -> dict[str, str]:
    """The parts that say what the others are."""
    each = range(1, sheets + 1)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    overrides = "".join(f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{kind}.worksheet+xml"/>' for n in each)
    names = "".join(f'<sheet name="{n}" sheetId="{n}" r:id="r{n}"/>' for n in each)
    links = "".join(f'<Relationship Id="r{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in each)
    return {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        f'ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{kind}.styles+xml"/>{overrides}</Types>',
        "_rels/.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{names}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{links}'
        f'<Relationship Id="rs" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": _STYLES,
    }
