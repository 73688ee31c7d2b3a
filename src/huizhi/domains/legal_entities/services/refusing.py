"""What becomes of refused rows: a table to page through, and a file with the reason in a column to mend and send again."""

import csv
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from huizhi.domains.legal_entities.models import RefusedRow
from huizhi.domains.legal_entities.reading.table import LINE, REASON, RETURNED

MOST_KEPT = 100_000  # rows in the table; the file has all of them
_DANGEROUS = ("=", "+", "@", "\t", "\r")


class RefusedRows:
    """Collects refused rows of one batch, writing the file as it goes."""

    def __init__(self, path: Path, batch_id: int, header: Sequence[str]) -> None:
        self.path = path
        self.count = 0
        self.kept = 0
        self.reasons: Counter[str] = Counter()
        self._batch_id = batch_id
        self._waiting: list[RefusedRow] = []
        self._stream = path.open("w", encoding="utf-8-sig", newline="", errors="replace")
        self._csv = csv.writer(self._stream)
        self._csv.writerow([*(h for h in header if h not in RETURNED), LINE, REASON])
        self._kept = [i for i, h in enumerate(header) if h not in RETURNED]

    def __enter__(self) -> "RefusedRows":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._stream.close()

    def add(self, line: int, values: Sequence[str], reasons: Sequence[tuple[str, str]], *, keep: bool = True) -> None:
        """One row with all its reasons; `keep=False` when the table has it since an earlier attempt."""
        words = "；".join(text for _, text in reasons)
        self.count += 1
        self.reasons.update(dict.fromkeys((key for key, _ in reasons), 1))
        cells = [harmless(values[i]) if i < len(values) else "" for i in self._kept]
        self._csv.writerow([*cells, str(line), words])
        if keep and self.kept < MOST_KEPT:
            self.kept += 1
            self._waiting.append(self.row(line, values, words))

    def row(self, line: int, values: Sequence[str], words: str) -> RefusedRow:
        """The row of the table for one refused row of the file."""
        return RefusedRow(batch_id=self._batch_id, line=line, reasons=_storable(words), raw=[_storable(v) for v in values])

    def take(self) -> list[RefusedRow]:
        """The rows collected since the last call, to be written with the chunk they belong to."""
        taken, self._waiting = self._waiting, []
        return taken


def harmless(value: str) -> str:
    """A cell that a spreadsheet will not take for a formula, without characters that would break the row."""
    flat = value.replace("\x00", "␀").replace("\n", "⏎").replace("\r", "")
    return "'" + flat if flat.startswith(_DANGEROUS) else flat


def _storable(value: str) -> str:
    """PostgreSQL's text and jsonb take neither NUL nor lone surrogates."""
    return value[:5000].replace("\x00", "␀").encode("utf-8", "replace").decode()
