"""Tables of any usual format, read row by row as text.

What is wrong with one row is told with that row; what is wrong with the whole file is a refusal. Nothing of a file is ever
executed: a formula is an error of its row.
"""

import hashlib
from pathlib import Path

from huizhi.domains.legal_entities.reading.parquet import open_parquet
from huizhi.domains.legal_entities.reading.table import BLOCK, Arranger, Cells, Table
from huizhi.domains.legal_entities.reading.text import encoding_of, open_text
from huizhi.domains.legal_entities.reading.xlsx import open_xlsx
from huizhi.domains.legal_entities.types import FileRefused

__all__ = ["Arranger", "Cells", "Table", "encoding_of", "fingerprint", "open_table"]


def fingerprint(path: Path) -> str:
    """SHA-256 of the file's bytes."""
    seen = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(BLOCK):
            seen.update(block)
    return seen.hexdigest()


def open_table(path: Path) -> Table:
    """Find out what the file is, by its content, and open it."""
    with path.open("rb") as stream:
        head = stream.read(8)
    if not head:
        raise FileRefused("文件是空的", remedy="请上传填好的模板")
    if head.startswith(b"PAR1"):
        return open_parquet(path)
    if head.startswith(b"PK\x03\x04"):
        return open_xlsx(path)
    if head.startswith((b"\xd0\xcf\x11\xe0", b"%PDF")):
        raise FileRefused("不支持这种文件格式（旧版 xls 或 PDF）", remedy="请另存为 xlsx 或 CSV")
    return open_text(path)
