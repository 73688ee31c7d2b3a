"""A ledger of its own for each test: a fresh database and a fresh data folder."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from huizhi.kernel.ledger.models import Note
from huizhi.kernel.ledger.services import note


@pytest.fixture
def ledger(db: str, tmp_path: Path, settings: Any) -> Path:
    """The data folder of this test's ledger."""
    settings.LEDGER_FOLDER = tmp_path / "ledger"
    settings.LEDGER_INSTANCE = "test"
    return tmp_path / "ledger"


@pytest.fixture
def noted(ledger: Path, at: datetime) -> Callable[[int], list[Note]]:
    """Commit that many notes, each in a transaction of its own."""

    def write(count: int) -> list[Note]:
        written = []
        for n in range(count):
            with transaction.atomic():
                written.append(note("test.happened", f"thing:{n}", {"n": n, "said": "企业"}, at=at))
        return written

    return write


Seeing = Callable[..., AbstractContextManager[None]]


@pytest.fixture
def seeing() -> Seeing:
    """A transaction that sees a range of scope codes, everything by default; rooms above have `access.scope` for this."""

    @contextmanager
    def open_range(low: str = " ", high: str = "~") -> Iterator[None]:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select set_config('huizhi.lo', %s, true), set_config('huizhi.hi', %s, true)", [low, high])
            yield

    return open_range
