"""Writing what the application may only read: organs, what they serve, posts and power lists.

One function of the database does it (`organisations_write`, migration 0002): it runs as the owner, with a pinned search
path, and refuses a row outside the scope that is open. Rows are written as sets.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import connection

Row = Mapping[str, Any]


def write(what: str, rows: Sequence[Row]) -> int:
    """Insert or update these rows; returns how many."""
    if not rows:
        return 0
    told = json.dumps([dict(row) for row in rows], ensure_ascii=False, default=_plain)
    with connection.cursor() as cursor:
        cursor.execute("select organisations_write(%s, %s::jsonb)", [what, told])
        return int(cursor.fetchone()[0])


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a row")
