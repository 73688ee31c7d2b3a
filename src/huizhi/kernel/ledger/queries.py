"""Answers about the ledger: heads, proofs, receipts, health, the public page. Every proof is a handful of small reads."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from huizhi.kernel.ledger.exporting import cosigned_note, demand_rows_agree, with_cosignatures
from huizhi.kernel.ledger.keeping import ledger_folder
from huizhi.kernel.ledger.listening import COLUMNS, sequenced
from huizhi.kernel.ledger.models import Checkpoint as CheckpointRow
from huizhi.kernel.ledger.models import Cosignature, Leaf, Listener, Log, Note
from huizhi.kernel.ledger.reading import current_log, hashes_of, head_of, rows
from huizhi.kernel.ledger.signing import recheck
from huizhi.kernel.ledger.types import (
    Health,
    Lag,
    NotInLedger,
    Proof,
    PublicPage,
    SequencedNote,
    SignedHead,
)
from huizhi.lib.merkle.checkpoint import read_checkpoint
from huizhi.lib.merkle.receipt import Receipt
from huizhi.lib.merkle.tree import consistency_ranges, inclusion_ranges


def latest_head(origin: str = "") -> SignedHead | None:
    """The latest signed head, of the current log or of a named one."""
    log = Log.objects.filter(origin=origin).first() if origin else current_log()
    row = CheckpointRow.objects.filter(log=log).select_related("log").order_by("-size").first() if log else None
    return _signed_head(row) if row else None


def last_cosigned_head() -> SignedHead | None:
    """The latest head that a witness has cosigned."""
    row = Cosignature.objects.order_by("-log__base", "-size").values_list("log_id", "size").first()
    found = CheckpointRow.objects.select_related("log").get(log_id=row[0], size=row[1]) if row else None
    return _signed_head(found) if found else None


def _signed_head(row: CheckpointRow) -> SignedHead:
    cosigned = Cosignature.objects.filter(log=row.log, size=row.size).order_by("time").values_list("witness", "time")
    return SignedHead(
        origin=row.log.origin,
        size=row.size,
        root=bytes(row.root),
        note=cosigned_note(row),
        at=row.at,
        cosigned=tuple(dict(cosigned).items()),
    )


def place_of(note: UUID) -> int | None:
    """The position of a note, or None while it waits for the sequencer."""
    return Leaf.objects.filter(note_id=note).values_list("position", flat=True).first()


# One log with the head that a proof leads to: the last cosigned one if it reaches far enough, else the latest.
HEAD_OVER = """
select l.id, l.origin, l.base, c.size, c.root, c.note,
       array(select s.line from ledger_cosignature s where s.log_id = l.id and s.size = c.size order by s.time)
from (select id, origin, base from ledger_log where {which} order by base desc limit 1) l
join ledger_checkpoint c on c.log_id = l.id and c.size = coalesce(
  (select max(s.size) from ledger_cosignature s where s.log_id = l.id and s.size > {reach}),
  (select max(k.size) from ledger_checkpoint k where k.log_id = l.id and k.size > {reach}))
"""
OVER_POSITION = HEAD_OVER.format(which="base <= %(at)s", reach="%(at)s - l.base")
OVER_SIZE = HEAD_OVER.format(which="%(origin)s in (origin, '')", reach="%(old)s - 1")


def inclusion_proof(position: int) -> Proof:
    """How the leaf at a position leads to a signed head: the last cosigned one if that contains it, else the latest."""
    found = rows(OVER_POSITION, {"at": position})
    if not found or position < 0:
        raise NotInLedger("尚未进入已签名的树头", remedy="通常数秒内完成，请稍后再取")
    log_id, origin, base, size, root, note, lines = found[0]
    hashes = hashes_of(log_id, inclusion_ranges(position - base, size))
    return Proof(origin, position - base, size, tuple(hashes), bytes(root), with_cosignatures(note, lines))


def consistency_proof(old: int, origin: str = "") -> Proof:
    """How the head of `old` leaves leads to a later signed head of the same log, of the current log by default."""
    found = rows(OVER_SIZE, {"origin": origin, "old": old})
    if not found or old < 1:
        raise NotInLedger(f"没有大小为 {old} 的已签名树头")
    log_id, name, _, size, root, note, lines = found[0]
    hashes = hashes_of(log_id, consistency_ranges(old, size))
    return Proof(name, old, size, tuple(hashes), bytes(root), with_cosignatures(note, lines))


def receipt(note: UUID) -> Receipt:
    """The offline receipt of a note that the viewer may see: its exact bytes, the path, the signed head."""
    entry = Note.objects.filter(pk=note).values_list("entry", flat=True).first()
    position = place_of(note)
    if entry is None or position is None:
        raise NotInLedger("没有这条记录，或尚未排入留痕", remedy="通常数秒内完成，请稍后再取")
    proof = inclusion_proof(position)
    return Receipt(bytes(entry), proof.index, proof.hashes, proof.checkpoint)


def opening(note: UUID) -> tuple[bytes, bytes] | None:
    """Salt and payload of a note that the viewer may see, to be handed to whom it concerns; None when erased."""
    found = Note.objects.filter(pk=note).values_list("payload__salt", "payload__payload").first()
    if found is None:
        raise NotInLedger("没有这条记录")
    salt, payload = found
    return None if salt is None or payload is None else (bytes(salt), bytes(payload))


def notes_after(position: int, kinds: Sequence[str] | None = None, limit: int = 500) -> list[SequencedNote]:
    """Notes in the order of the log, after a position, as far as the viewer may see them."""
    found = rows(
        f"select {COLUMNS} from ledger_leaf l join ledger_note n on n.uuid = l.note_id"  # noqa: S608 (a constant)
        " left join ledger_notepayload p on p.note_id = n.uuid"
        ' where l."position" > %s and (%s::text[] is null or n.kind = any(%s)) order by l."position" limit %s',
        [position, list(kinds) if kinds is not None else None, list(kinds or []), limit],
    )
    return [sequenced(row) for row in found]


def notes_about(subject: str, limit: int = 200) -> list[SequencedNote]:
    """The latest notes about one subject that the viewer may see, newest first; those not yet placed are left out."""
    found = rows(
        f"select {COLUMNS} from ledger_note n join ledger_leaf l on n.uuid = l.note_id"  # noqa: S608 (a constant)
        " left join ledger_notepayload p on p.note_id = n.uuid"
        " where n.subject = %s order by n.at desc limit %s",
        [subject, limit],
    )
    return [sequenced(row) for row in found]


def health(*, at: datetime) -> Health:
    """What the operator watches: queue, heads, witness, listeners."""
    queued, oldest = rows("select depth, oldest from ledger_queue()", [])[0]
    log = current_log()
    head = head_of(log) if log else None
    leaves = log.base + head.size if log and head else 0
    signed = CheckpointRow.objects.filter(log=log).order_by("-size").first() if log else None
    cosigned = Cosignature.objects.filter(log=log).order_by("-size", "-time").first() if log else None
    cosigned_at = datetime.fromtimestamp(cosigned.time, tz=UTC) if cosigned else None
    return Health(
        queued=queued,
        oldest_queued=oldest,
        leaves=leaves,
        signed_size=signed.size if signed else 0,
        signed_at=signed.at if signed else None,
        cosigned_size=cosigned.size if cosigned else 0,
        cosigned_at=cosigned_at,
        cosigned_age_seconds=int((at - cosigned_at).total_seconds()) if cosigned_at else None,
        uncovered_seconds=_uncovered(log, cosigned.size if cosigned else 0, at) if log else 0,
        listeners=tuple(
            Lag(row.name, row.position, max(0, leaves - 1 - row.position), row.moved_at, row.stuck_at, row.error)
            for row in Listener.objects.order_by("name")
        ),
    )


def _uncovered(log: Log, cosigned: int, at: datetime) -> int:
    """For how long there has been a signed head that no witness has seen: the window of an insider."""
    first = CheckpointRow.objects.filter(log=log, size__gt=cosigned).order_by("size").values_list("at", flat=True).first()
    return int((at - first).total_seconds()) if first else 0


def public_page() -> PublicPage:
    """The latest head, who cosigned, and the keys to check it with."""
    kept = ledger_folder()
    logs = Log.objects.order_by("base").values_list("origin", "head__size")
    return PublicPage(
        head=latest_head(),
        last_cosigned=last_cosigned_head(),
        keys=tuple(str(key) for key in kept.verifiers()),
        witnesses=tuple(str(witness.key) for witness in kept.witnesses()),
        logs=tuple((origin, size or 0) for origin, size in logs),
    )


def audit() -> int:
    """Recompute everything from the rows: notes against leaves, leaves against tiles, heads against keys. How many leaves."""
    count = demand_rows_agree()
    keys = ledger_folder().verifiers()
    for log in Log.objects.order_by("base"):
        head = head_of(log)
        if head is not None:
            recheck(log, None, head)
        for row in CheckpointRow.objects.filter(log=log).iterator():
            read_checkpoint(row.note)[1].demand(keys)
    return count
