"""Up by note: a listener is told every note once, in the order of the log, and stores how far it came with its effect."""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from huizhi.kernel.ledger.models import Listener
from huizhi.kernel.ledger.reading import rows
from huizhi.kernel.ledger.types import Delivery, NotVisible, SequencedNote, Told
from huizhi.kernel.ledger.writing import demand_transaction

log = logging.getLogger(__name__)

COLUMNS = 'l."position", n.uuid, n.kind, n.subject, n.at, n.scope_code, p.payload'


def deliver(listener: str, functions: Mapping[str, Sequence[Told]], *, at: datetime, batch: int = 500) -> Delivery:
    """Tell one listener the next `batch` places of the log, in the caller's transaction and scope.

    `functions` says for each kind of note who is told. A function that fails undoes its note alone: the listener stops
    before it, the reason is stored, and the next call tries that note again. A second process finds the listener locked
    and waits.
    """
    demand_transaction()
    row = _locked(listener)
    window = _window(row.position, batch, sorted(functions))
    told, position, stuck = 0, row.position, None
    for place, note in window:
        if note is not None:
            error = _tell(note, functions[note.kind])
            if error:
                stuck = (place, error)
                break
            told += 1
        position = place
    if position != row.position or stuck or row.stuck_at is not None:
        row.position, row.moved_at = position, at
        row.stuck_at, row.error = stuck or (None, "")
        row.save(update_fields=["position", "moved_at", "stuck_at", "error"])
    return Delivery(told, position, row.stuck_at, row.error, more=len(window) == batch and stuck is None)


def _locked(listener: str) -> Listener:
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into ledger_listener (name, position, error) values (%s, -1, '') on conflict do nothing", [listener]
        )
    return Listener.objects.select_for_update().get(pk=listener)


def _window(after: int, batch: int, kinds: list[str]) -> list[tuple[int, SequencedNote | None]]:
    """The next places, each with its note if it is of a wanted kind."""
    found = rows(
        'select l."position", l.note_id, n.uuid, n.kind, n.subject, n.at, n.scope_code,'
        " case when n.kind = any(%s) then p.payload end"
        " from ledger_leaf l left join ledger_note n on n.uuid = l.note_id"
        " left join ledger_notepayload p on p.note_id = n.uuid"
        ' where l."position" > %s and l."position" <= %s order by l."position"',
        [kinds, after, after + batch],
    )
    wanted = set(kinds)
    return [(row[0], _seen(row, wanted)) for row in found]


def _seen(row: tuple[Any, ...], wanted: set[str]) -> SequencedNote | None:
    place, note_id, *rest = row
    if note_id is not None and rest[0] is None:
        raise NotVisible(f"位置 {place} 的记录在此范围内不可见，听者不得越过它", remedy="请以 system:listeners 的范围告知")
    return sequenced([place, *rest]) if rest[1] in wanted else None


def sequenced(row: Sequence[Any]) -> SequencedNote:
    """A row of COLUMNS as listeners read it."""
    position, uuid, kind, subject, at, scope_code, payload = row
    return SequencedNote(position, uuid, kind, subject, at, scope_code, None if payload is None else bytes(payload))


def _tell(note: SequencedNote, functions: Sequence[Told]) -> str:
    try:
        with transaction.atomic():
            for function in functions:
                function(note)
    except Exception as error:  # whatever a room above raises must stop its listener, not the others, and be seen
        log.exception("a listener failed", extra={"position": note.position, "kind": note.kind})
        return f"{type(error).__module__}.{type(error).__qualname__}"[:200]
    return ""
