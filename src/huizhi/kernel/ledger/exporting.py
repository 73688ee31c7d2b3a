"""The ledger as static files that name neither officer nor firm, and the comparison of rows that precedes it."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from django.db import transaction

from huizhi.kernel.ledger.keeping import ledger_folder
from huizhi.kernel.ledger.models import Checkpoint as CheckpointRow
from huizhi.kernel.ledger.models import Cosignature, Leaf, Log
from huizhi.kernel.ledger.models import Tile as TileRow
from huizhi.kernel.ledger.reading import rows
from huizhi.kernel.ledger.types import NotInLedger, RowsDisagree
from huizhi.lib.merkle.checkpoint import Checkpoint, read_checkpoint
from huizhi.lib.merkle.folder import write_lists, write_log
from huizhi.lib.merkle.signed_note import Signature, SignedNote
from huizhi.lib.merkle.tiles import Tile

AT_ONCE = 100_000
CHUNK = 10_000


def demand_rows_agree() -> int:
    """Refuse when a note's columns, entry, payload or leaf contradict one another; how many leaves were compared."""
    count = 0
    for past in _steps():
        found = rows("select place, reason from ledger_disagreements(%s, %s) limit 10", [count, past])
        if found:
            said = "、".join(f"{place}（{reason}）" for place, reason in found)
            raise RowsDisagree(f"记录与其叶不符，位置：{said}", rule="已记入的不得改写", remedy="请保全现场，不要导出或签名")
        count = past
    return count


def _steps() -> Iterator[int]:
    last = Leaf.objects.order_by("-position").values_list("position", flat=True).first()
    size = 0 if last is None else last + 1
    yield from range(AT_ONCE, size, AT_ONCE)
    yield size


def export_ledger(folder: Path) -> list[Checkpoint]:
    """Write every log up to its latest signed head as C2SP tiles; refuses rows that contradict their leaves."""
    demand_rows_agree()
    kept = ledger_folder()
    heads = [_export_log(folder, log) for log in Log.objects.order_by("base")]
    found = [head for head in heads if head is not None]
    if not found:
        raise NotInLedger("还没有签名的树头可导出")
    write_lists(
        folder,
        keys=[str(key) for key in kept.verifiers()],
        witnesses=[str(witness.key) for witness in kept.witnesses()],
        origins=[head.origin for head in found],
    )
    return found


def _export_log(folder: Path, log: Log) -> Checkpoint | None:
    row = CheckpointRow.objects.filter(log=log).order_by("-size").first()
    if row is None:
        return None
    note = cosigned_note(row)
    with transaction.atomic():  # server-side cursors live in a transaction
        tiles = TileRow.objects.filter(log=log).values_list("level", "n", "h").iterator(chunk_size=1_000)
        digests = (
            Leaf.objects.filter(position__gte=log.base, position__lt=log.base + row.size)
            .order_by("position")
            .values_list("digest", flat=True)
            .iterator(chunk_size=CHUNK)
        )
        write_log(folder, note, ((Tile(level, n), bytes(h)) for level, n, h in tiles), (bytes(d) for d in digests))
    return read_checkpoint(note)[0]


def cosigned_note(row: CheckpointRow) -> str:
    """A checkpoint with the latest cosignature of each witness."""
    lines = Cosignature.objects.filter(log=row.log_id, size=row.size).order_by("time").values_list("line", flat=True)
    return with_cosignatures(row.note, lines)


def with_cosignatures(note: str, lines: Iterable[str]) -> str:
    """A signed note with the latest cosignature of each witness; the lines come in the order of their time."""
    latest: dict[str, Signature] = {}
    for line in lines:
        signature = Signature.parse(line.rstrip("\n"))
        latest[signature.name] = signature
    return SignedNote.parse(note).with_signatures(list(latest.values())).encode()
