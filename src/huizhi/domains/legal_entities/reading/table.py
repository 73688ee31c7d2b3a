"""What every format is read into: rows of text, each with its line, and the arranging of columns."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from huizhi.domains.legal_entities.columns import Column
from huizhi.domains.legal_entities.types import FileRefused

BLOCK = 1 << 20
LINE, REASON = "行号", "退回原因"  # columns that the file of refused rows adds; a mended file may still hold them
RETURNED = frozenset({"", LINE, REASON})


@dataclass(frozen=True, slots=True)
class Cells:
    """One row as it stands in the file, in the file's own order; `broken` says why it cannot be taken apart."""

    line: int
    values: Sequence[str]
    broken: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """An opened file: its rows can be iterated once."""

    format: str
    encoding: str
    header: tuple[str, ...]
    rows: Iterator[Cells]


class Arranger:
    """Puts the cells of a file, whatever its column order, into the order of a list of columns."""

    def __init__(self, header: Sequence[str], columns: Sequence[Column]) -> None:
        known = {name: i for i, c in enumerate(columns) for name in (c.key, c.zh, c.zh + "*")}
        places = [known.get(h.strip().lstrip("\ufeff")) for h in header]
        unknown = [h for h, p in zip(header, places, strict=True) if p is None and h.strip() not in RETURNED]
        if unknown:
            raise FileRefused(f"文件有模板中没有的列：{'、'.join(unknown[:10])}", remedy="请删去这些列，或改用模板的列名")
        found = [p for p in places if p is not None]
        if len(set(found)) != len(found):
            raise FileRefused("文件中有重复的列名", remedy="每一列只能出现一次")
        missing = [c.zh for i, c in enumerate(columns) if c.required and i not in found]
        if missing:
            raise FileRefused(f"文件缺少必填的列：{'、'.join(missing)}", remedy="请下载模板，按模板填写")
        self.width = len(header)
        self._same = places == list(range(len(columns)))
        self._from = [places.index(i) if i in places else -1 for i in range(len(columns))]

    def arrange(self, cells: Cells) -> list[str] | str:
        """The values in order, or what is wrong with the row's shape."""
        if cells.broken:
            return cells.broken
        values = cells.values
        if len(values) != self.width:
            return f"应有{self.width}列，实有{len(values)}列"
        if self._same:
            return values if isinstance(values, list) else list(values)
        return ["" if i < 0 else values[i] for i in self._from]
