"""Parquet, through DuckDB, every column as text."""

from collections.abc import Iterator
from pathlib import Path

import duckdb

from huizhi.domains.legal_entities.reading.table import Cells, Table
from huizhi.domains.legal_entities.types import FileRefused

_BATCH = 20_000


def open_parquet(path: Path) -> Table:
    """Rows are numbered from 1; there is no header line."""
    connection = duckdb.connect(":memory:", config={"threads": 1, "memory_limit": "1GB"})
    try:
        relation = connection.read_parquet(_plain(path))
        header = tuple(relation.columns)
        texts = ", ".join(f"coalesce(cast(\"{h.replace(chr(34), chr(34) * 2)}\" as varchar), '')" for h in header)
        found = relation.project(texts)
    except duckdb.Error as wrong:
        raise FileRefused("Parquet 文件无法读取，可能已损坏", remedy="请重新导出文件") from wrong
    return Table("Parquet", "", header, _rows(found))


def _plain(path: Path) -> str:
    """The name of exactly one file: DuckDB would read a star as a pattern."""
    if any(c in path.name for c in "*?["):
        raise FileRefused("文件名中不能有 * ? [ 字符", remedy="请改名后重试")
    return str(path)


def _rows(found: duckdb.DuckDBPyRelation) -> Iterator[Cells]:
    number = 0
    try:
        while batch := found.fetchmany(_BATCH):
            for values in batch:
                number += 1
                yield Cells(number, list(values))
    except duckdb.Error as wrong:
        raise FileRefused(f"Parquet 文件在第{number + 1}行之后无法读取，可能已损坏", remedy="请重新导出文件") from wrong
