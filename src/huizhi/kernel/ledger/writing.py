"""Writing notes: exact bytes made here, rows made by one function of the database, in the caller's transaction."""

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection

from huizhi.kernel.ledger.models import Note
from huizhi.kernel.ledger.types import WHOLE, NewNote, OutsideTransaction
from huizhi.lib import entries
from huizhi.lib.jcs import Json, canonical

APPEND = "select ledger_append(%s::uuid[], %s, %s, %s::timestamptz[], %s, %s, %s::bytea[], %s::bytea[], %s::bytea[])"
ERASE = "select ledger_erase(%s, %s, %s, %s, %s, %s, %s, %s, %s)"
AT_ONCE = 5_000


def note(kind: str, subject: str, payload: Mapping[str, Json], *, at: datetime, scope_code: str = "") -> Note:
    """Record one act, in the transaction of the act. Refused outside one."""
    return note_many([NewNote(kind, subject, payload, at, scope_code)])[0]


def note_many(notes: Iterable[NewNote]) -> list[Note]:
    """Record a set of acts, in the transaction of the acts. Refused outside one."""
    demand_transaction()
    written: list[Note] = []
    made = [_make(new) for new in notes]
    for start in range(0, len(made), AT_ONCE):
        part = made[start : start + AT_ONCE]
        rows = [row for row, _, _ in part]
        with connection.cursor() as cursor:
            cursor.execute(
                APPEND,
                [
                    [row.uuid for row in rows],
                    [row.kind for row in rows],
                    [row.subject for row in rows],
                    [row.at for row in rows],
                    settings.BUILD,
                    [row.scope_code for row in rows],
                    [bytes(row.entry) for row in rows],
                    [salt for _, salt, _ in part],
                    [payload for _, _, payload in part],
                ],
            )
        written += rows
    return written


def demand_transaction() -> None:
    """A note outside a transaction would outlive an act that failed, or be lost with one that did not."""
    if not connection.in_atomic_block:
        raise OutsideTransaction("记录必须与所记的行为在同一事务内", remedy="请在 scope(viewer) 或 transaction.atomic() 之内记录")


def _make(new: NewNote) -> tuple[Note, bytes, bytes]:
    uuid, salt, payload = uuid4(), secrets.token_bytes(entries.SALT_BYTES), canonical(new.payload)
    entry = entries.note_entry(
        uuid=uuid,
        kind=new.kind,
        subject=new.subject,
        at=new.at,
        build=settings.BUILD,
        payload=entries.commitment(salt, payload),
    )
    row = Note(
        uuid=uuid,
        kind=new.kind,
        subject=new.subject,
        at=new.at,
        build=settings.BUILD,
        scope_code=new.scope_code or WHOLE,
        entry=entry,
        digest=entries.digest(entry),
    )
    return row, salt, payload


def erase_payload(target: UUID, *, ground: str, by: str, at: datetime) -> Note:
    """Erase what a note committed to, and record that. Entry, leaf and proofs stay as they are."""
    demand_transaction()
    row, salt, payload = _make(NewNote("ledger.payload_erased", f"note:{target}", {"ground": ground, "by": by}, at))
    with connection.cursor() as cursor:
        cursor.execute(
            ERASE, [target, row.uuid, row.subject, at, settings.BUILD, row.scope_code, bytes(row.entry), salt, payload]
        )
    return row
