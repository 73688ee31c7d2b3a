"""Excel (xlsx), the first sheet. Checked before it is unpacked; formulas are found, told and never computed."""

import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

import python_calamine

from huizhi.domains.legal_entities.reading.table import BLOCK, Cells, Table
from huizhi.domains.legal_entities.types import FileRefused

MOST_MEMBERS = 1000
LARGEST_UNPACKED = 1 << 30
LARGEST_RATIO = 200  # a sheet of repeated text packs about 1:30; a bomb 1:1000
_FORMULA = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="[A-Z]+(\d+)"[^>]*>\s*<(?:\w+:)?f\b')
_OVERLAP = 512


def open_xlsx(path: Path) -> Table:
    """The first sheet's first row is the header; line numbers are those that Excel shows."""
    formulas = _inspect(path)
    try:
        sheet = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
        rows = sheet.iter_rows()
        top = sheet.start[0] if sheet.start else 0
        header = tuple(_text(v) for v in next(rows, ()))
    except (python_calamine.CalamineError, zipfile.BadZipFile, OSError, ValueError) as wrong:
        raise FileRefused("Excel 文件无法读取，可能已损坏或有密码", remedy="请另存为不加密的 xlsx 或 CSV") from wrong
    while header and not header[-1]:
        header = header[:-1]
    if not header:
        raise FileRefused("Excel 第一张表没有表头", remedy="请使用模板，数据放在第一张表")
    return Table("Excel", "", header, _rows(rows, top + 1, len(header), formulas))


def _rows(rows: Iterator[Sequence[object]], header_line: int, width: int, formulas: frozenset[int]) -> Iterator[Cells]:
    for line, values in enumerate(rows, start=header_line + 1):
        cells = [_text(v) for v in values]
        if line in formulas:
            yield Cells(line, cells, "单元格含有公式，不予计算，请粘贴为值")
        elif any(cells):
            beyond = any(cells[width:])
            yield Cells(line, cells if beyond else (cells + [""] * (width - len(cells)))[:width])


def _text(value: object) -> str:
    """A cell as it would be typed: whole numbers without a point, dates as YYYY-MM-DD."""
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e18 else repr(value)
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if (value.hour, value.minute, value.second) == (0, 0, 0) else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


def _inspect(path: Path) -> frozenset[int]:
    """Unpack every part once, counting: what the archive says of its own sizes is not believed. Returns rows with formulas."""
    packed = path.stat().st_size
    formulas: set[int] = set()
    unpacked = 0
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if len(members) > MOST_MEMBERS:
                raise FileRefused("Excel 文件内部成员过多，拒绝打开", rule="压缩炸弹防护", remedy="请另存为CSV后导入")
            first = _first_sheet([m.filename for m in members])
            for member in members:
                tail = b""
                with archive.open(member) as stream:
                    while block := stream.read(BLOCK):
                        unpacked += len(block)
                        _demand_size(unpacked, packed)
                        if member.filename == first:
                            formulas.update(int(n) for n in _FORMULA.findall(tail + block))
                            tail = block[-_OVERLAP:]
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, zlib.error) as wrong:
        raise FileRefused("Excel 文件无法读取，可能已损坏或有密码", remedy="请另存为不加密的 xlsx 或 CSV") from wrong
    return frozenset(formulas)


def _demand_size(unpacked: int, packed: int) -> None:
    if unpacked > LARGEST_UNPACKED or (unpacked > 50 * BLOCK and unpacked > packed * LARGEST_RATIO):
        raise FileRefused(
            f"Excel 文件展开后过大（已超过{unpacked // BLOCK}兆字节），拒绝打开",
            rule="压缩炸弹防护：展开不超过1024兆字节且不超过200倍",
            remedy="请另存为CSV后导入",
        )


def _first_sheet(names: list[str]) -> str:
    sheets = [n for n in names if re.fullmatch(r"xl/worksheets/[^/]+\.xml", n)]
    return min(sheets, key=lambda n: (len(n), n), default="")
