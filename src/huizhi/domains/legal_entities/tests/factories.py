"""Rows and files for tests: valid ones, to be spoilt one cell at a time."""

import csv
from pathlib import Path
from typing import Any

from huizhi.domains.legal_entities.columns import ENTITY_COLUMNS
from huizhi.lib.identifiers import assemble_uscc, registration_check

HEADER = [c.zh for c in ENTITY_COLUMNS]
KEYS = [c.key for c in ENTITY_COLUMNS]
OLD_NUMBER = "43010200000001" + registration_check("43010200000001")
_BODY = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def code(n: int, *, category: str = "1", region: str = "430102") -> str:
    """The nth valid code."""
    body = ""
    for _ in range(6):
        n, digit = divmod(n, 31)
        body = _BODY[digit] + body
    return assemble_uscc(department="9", category=category, region=region, body="TT" + body).text


def row(n: int, **cells: Any) -> list[str]:
    """The nth valid row, with some cells changed."""
    valid = {
        "uscc": code(n),
        "name": f"长沙测试{n}号科技有限公司",
        "kind": "有限责任公司",
        "established_on": "2016-05-12",
        "capital": "500",
        "industry": "I6510",
        "division": "430102",
        "address": f"湖南省长沙市芙蓉区五一大道{n}号",
        "representative": "张示例",
        "scope": "软件开发",
    }
    return [str((valid | cells).get(key, "")) for key in KEYS]


def write_csv(path: Path, rows: list[list[str]], *, encoding: str = "utf-8", header: list[str] | None = None) -> Path:
    """A CSV file of these rows."""
    with path.open("w", encoding=encoding, newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(header or HEADER)
        writer.writerows(rows)
    return path
