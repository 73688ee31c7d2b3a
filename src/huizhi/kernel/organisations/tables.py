"""Reading a small table (CSV or xlsx) that somebody uploads: encoding, header, size, and what must not be opened at all."""

import csv
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

from python_calamine import CalamineError, load_workbook

from huizhi.kernel.organisations.types import TableRefused

LARGEST = 20 * 1024 * 1024
LARGEST_UNPACKED = 200 * 1024 * 1024
MOST_ROWS = 200_000
ENCODINGS = ("utf-8-sig", "gb18030")


def read_table(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row as (line number, column -> trimmed text); the first line is the header. Empty rows are left out."""
    if path.stat().st_size > LARGEST:
        raise TableRefused("文件超过20 MB", remedy="请分成几个文件导入")
    lines = _xlsx(path) if _is_zip(path) else _csv(path)
    header = [cell.strip() for cell in next(lines, [])]
    if not any(header):
        raise TableRefused("文件没有表头", remedy="第一行须为列名，可下载模板")
    for number, line in enumerate(lines, start=2):
        if number > MOST_ROWS:
            raise TableRefused(f"文件超过{MOST_ROWS}行", remedy="请分成几个文件导入")
        cells = dict(zip(header, (cell.strip() for cell in line), strict=False))
        if any(cells.values()):
            yield number, {name: cells.get(name, "") for name in header if name}


def _is_zip(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(4) == b"PK\x03\x04"


def _csv(path: Path) -> Iterator[list[str]]:
    data = path.read_bytes()
    if b"\0" in data[:4096]:
        raise TableRefused("文件不是文本表格", remedy="请上传CSV或xlsx文件")
    for encoding in ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        yield from csv.reader(io.StringIO(text, newline=""))
        return
    raise TableRefused("文件编码既不是UTF-8也不是GB18030", remedy="请另存为UTF-8编码的CSV")


def _xlsx(path: Path) -> Iterator[list[str]]:
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > LARGEST_UNPACKED:
            raise TableRefused("压缩文件展开后过大，已拒绝打开", remedy="请另存为CSV后导入")
        rows = load_workbook(path).get_sheet_by_index(0).to_python()
    except (zipfile.BadZipFile, CalamineError) as broken:
        raise TableRefused(f"xlsx文件无法读取（{type(broken).__name__}）", remedy="请在表格软件中另存一次后再导入") from None
    for row in rows:
        yield [_text(cell) for cell in row]


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)
