"""Noting: exact bytes, one transaction, fences."""

import hashlib
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from huizhi.kernel.ledger import queries, services
from huizhi.kernel.ledger.models import Note, NotePayload
from huizhi.kernel.ledger.types import NewNote, OutsideTransaction
from huizhi.lib import entries
from huizhi.lib.jcs import NotCanonical

Seeing = Callable[..., AbstractContextManager[None]]


def test_a_note_outside_a_transaction_is_refused(ledger: Path, at: datetime) -> None:
    with pytest.raises(OutsideTransaction):
        services.note("test.happened", "thing:1", {}, at=at)


def test_a_note_goes_with_its_transaction(ledger: Path, at: datetime) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        services.note("test.happened", "thing:1", {}, at=at)
        _ = 1 / 0
    assert queries.health(at=at).queued == 0


def test_the_row_keeps_the_exact_bytes_and_the_payload_opens_them(ledger: Path, seeing: Seeing, at: datetime) -> None:
    with seeing():
        made = services.note("parties.merged", "party:7", {"reason": "重复", "n": 2}, at=at, scope_code="430102")
        kept = Note.objects.select_related("payload").get(pk=made.pk)
    members = json.loads(bytes(kept.entry))
    assert members["format"] == "hz/1/note"
    assert members["at"] == "2026-03-02T02:00:00.000000Z"
    assert "430102" not in bytes(kept.entry).decode()
    assert bytes(kept.digest) == hashlib.sha256(bytes(kept.entry)).digest()
    salt, payload = bytes(kept.payload.salt or b""), bytes(kept.payload.payload or b"")
    assert members["payload"] == entries.commitment(salt, payload).hex()
    assert json.loads(payload) == {"reason": "重复", "n": 2}


def test_a_set_is_noted_in_few_statements_and_keeps_its_order(ledger: Path, seeing: Seeing, at: datetime) -> None:
    with transaction.atomic():
        made = services.note_many(NewNote("test.happened", f"thing:{n}", {"n": n}, at) for n in range(6_000))
    assert services.sequence_all(at=at) == 6_000
    with seeing():
        placed = queries.notes_after(-1, ["test.happened"], 10_000)
    assert [n.uuid for n in placed] == [m.uuid for m in made]
    assert placed[17].payload == {"n": 17}


@pytest.mark.parametrize("kind", ["", "merged", "Parties.merged", "parties.", "parties merged"])
def test_a_kind_is_dotted(ledger: Path, at: datetime, kind: str) -> None:
    with pytest.raises(ValueError, match="dotted"), transaction.atomic():
        services.note(kind, "x", {}, at=at)


def test_what_has_no_canonical_bytes_is_refused(ledger: Path, at: datetime) -> None:
    with pytest.raises(NotCanonical), transaction.atomic():
        services.note("test.happened", "x", {"ratio": 0.5}, at=at)  # type: ignore[dict-item]


def test_a_neighbouring_county_sees_neither_the_note_nor_its_payload(ledger: Path, seeing: Seeing, at: datetime) -> None:
    with transaction.atomic():
        services.note("test.happened", "x", {"n": 1}, at=at, scope_code="430102")
    for code, seen in (("430102", 1), ("4301", 1), ("430103", 0), ("430102001", 0)):
        with seeing(code, code + "~"):
            assert (Note.objects.count(), NotePayload.objects.count()) == (seen, seen), code


CHANGES = [
    "update ledger_note set kind = 'x.y'",
    "delete from ledger_note",
    "truncate ledger_note cascade",
    "insert into ledger_note select * from ledger_note",
    "update ledger_notepayload set payload = null, salt = null, erased_by = gen_random_uuid()",
    "delete from ledger_notepayload",
    "delete from ledger_pending",
    "select * from ledger_pending",
    "update ledger_leaf set digest = digest",
    "delete from ledger_leaf",
    "delete from ledger_tile",
    "truncate ledger_tile",
    "update ledger_tile set h = substring(h from 1 for 32)",
    "update ledger_tile set h = decode(repeat('00', 64), 'hex')",
    "update ledger_tile set n = n + 1",
    "update ledger_head set size = size - 1",
    "delete from ledger_head",
    "update ledger_checkpoint set note = ''",
    "delete from ledger_checkpoint",
    "update ledger_cosignature set line = ''",
    "delete from ledger_log",
]


OWNERS_FUNCTIONS_DO = {CHANGES[3], CHANGES[6], CHANGES[7]}  # the application reaches these through functions alone
REFUSED = r"只增|不得|只能|permission denied"


@pytest.mark.parametrize("role", ["hz_app", "hz_owner"])
def test_no_row_is_changed_or_removed(server: Any, db: str, noted: Callable[[int], list[Note]], at: datetime, role: str) -> None:
    noted(3)
    services.sequence_all(at=at)
    services.sign_head(at=at)
    noted(1)
    with server.connect(role, db) as other:
        other.execute("select set_config('huizhi.lo', ' ', false), set_config('huizhi.hi', '~', false)")
        other.execute(
            "insert into ledger_cosignature (log_id, size, witness, time, line) select id, 3, 'w', 1, '' from ledger_log"
        )
        for sql in CHANGES:
            if role == "hz_owner" and sql in OWNERS_FUNCTIONS_DO:
                continue
            with pytest.raises(Exception, match=REFUSED):
                other.execute(sql)


def test_an_erasure_leaves_entry_leaf_and_proof_and_is_itself_a_note(
    noted: Callable[[int], list[Note]], seeing: Seeing, at: datetime
) -> None:
    first, second = noted(2)
    with seeing():
        erasing = services.erase_payload(first.pk, ground="留存期限届满", by="officer:1", at=at)
    services.sequence_all(at=at)
    services.sign_head(at=at)
    with seeing():
        assert queries.opening(first.pk) is None
        assert queries.opening(second.pk) is not None
        assert queries.receipt(first.pk).entry == bytes(first.entry)
        told = queries.notes_after(-1)
    assert [n.payload is None for n in told] == [True, False, False]
    assert told[2].uuid == erasing.pk
    assert told[2].payload == {"by": "officer:1", "ground": "留存期限届满"}
    assert queries.audit() == 3


def test_nothing_is_erased_twice_or_without_being_named(noted: Callable[[int], list[Note]], seeing: Seeing, at: datetime) -> None:
    (first,) = noted(1)
    with seeing():
        services.erase_payload(first.pk, ground="x", by="y", at=at)
    for target in (first.pk, uuid4()):
        with pytest.raises(DatabaseError, match="没有可抹除"), seeing():
            services.erase_payload(target, ground="x", by="y", at=at)
    assert queries.health(at=at).queued == 2, "a refused erasure leaves no note"
    with pytest.raises(DatabaseError, match="抹除记录"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "select ledger_erase(%s, gen_random_uuid(), 'x', now(), 'b', '-', %s, %s, %s)", [first.pk, b"{}", b"", b""]
        )
