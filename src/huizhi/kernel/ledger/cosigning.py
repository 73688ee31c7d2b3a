"""Witnesses: submit signed heads to them, keep their cosignatures, and believe them when they know more than this database."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from huizhi.kernel.ledger import witnessing
from huizhi.kernel.ledger.keeping import KnownWitness, ledger_folder
from huizhi.kernel.ledger.models import Checkpoint as CheckpointRow
from huizhi.kernel.ledger.models import Cosignature, Log
from huizhi.kernel.ledger.reading import hashes_of
from huizhi.kernel.ledger.sequencing import demand_contains, stale
from huizhi.kernel.ledger.types import StaleDatabase, WitnessSilent
from huizhi.lib.merkle.checkpoint import read_checkpoint
from huizhi.lib.merkle.signed_note import Signature, SignedNote
from huizhi.lib.merkle.tree import consistency_ranges
from huizhi.lib.merkle.witness import AddCheckpoint

UNPROCESSABLE = "422"


@dataclass(frozen=True, slots=True)
class Cosigned:
    """How a round of asking ended: new cosignatures, and the witnesses that gave none, with the reason."""

    cosignatures: int
    silent: tuple[str, ...]


def cosign(*, at: datetime) -> Cosigned:
    """Ask every witness for every latest head that it has not cosigned. A silent witness is named, never waited for."""
    count, silent = 0, []
    for row in _latest_heads():
        for witness in ledger_folder().witnesses():
            if _has(row, witness):
                continue
            try:
                count += _ask(row, witness)
            except WitnessSilent as error:
                silent.append(error.what)
    return Cosigned(count, tuple(silent))


def compare_with_witnesses() -> list[str]:
    """At start: the database must contain every head that a witness has cosigned. Returns what silent witnesses said.

    After a restore one of the witnesses of before must answer, where there were any: only then is anything signed.
    """
    folder, silent, answered = ledger_folder(), [], set()
    for witness in folder.witnesses():
        try:
            _compare(witness)
            answered.add(str(witness.key))
        except WitnessSilent as error:
            silent.append(error.what)
    if folder.restored:
        if folder.must_agree() and not folder.must_agree() & answered:
            raise WitnessSilent(
                "由备份恢复后须先与原有的见证人核对，而没有一个应答",
                remedy="请使其恢复应答，或以 huizhi ledger add-witness 改正地址；确已不存在的，以 new-origin 另立日志",
            )
        folder.compared()
    return silent


def _compare(witness: KnownWitness) -> None:
    for log in Log.objects.order_by("-base")[:2]:
        note = witnessing.last_head(witness, log.origin)
        if note is None:
            continue
        head, signed = read_checkpoint(note)
        signed.demand([witness.key])
        if head.origin != log.origin:
            raise WitnessSilent(f"见证人 {witness.key.name} 答非所问：{head.origin}")
        if not Log.objects.filter(previous=log).exists():
            demand_contains(head)


def _latest_heads() -> list[CheckpointRow]:
    """The latest signed head of the current log and the closing head of the one before."""
    found = []
    for log in Log.objects.order_by("-base")[:2]:
        row = CheckpointRow.objects.filter(log=log).select_related("log").order_by("-size").first()
        if row is not None:
            found.append(row)
    return found[::-1]


def _has(row: CheckpointRow, witness: KnownWitness) -> bool:
    return Cosignature.objects.filter(log=row.log, size=row.size, witness=witness.key.name).exists()


def _ask(row: CheckpointRow, witness: KnownWitness) -> int:
    known = Cosignature.objects.filter(log=row.log, witness=witness.key.name).aggregate(size=Max("size"))["size"] or 0
    asked = witnessing.add_checkpoint(witness, _request(row, known))
    if asked.knows is not None:
        if asked.knows > row.size and Log.objects.filter(previous=row.log).exists():
            return 0  # a log that was begun anew after a loss: what was lost is recorded in its successor
        if asked.knows > row.size or asked.knows == known:
            raise stale_witnessed(row, asked.knows)
        asked = witnessing.add_checkpoint(witness, _request(row, asked.knows))
    if asked.refusal.startswith(UNPROCESSABLE) or asked.knows is not None:
        raise stale_witnessed(row, asked.knows or row.size)
    if asked.refusal:
        raise WitnessSilent(f"见证人 {witness.key.name} 拒绝联署：{asked.refusal}")
    _keep(row, asked.cosignatures)
    return len(asked.cosignatures)


def stale_witnessed(row: CheckpointRow, size: int) -> StaleDatabase:
    """A witness holds a head that this database does not extend."""
    head, _ = read_checkpoint(row.note)
    if size > row.size:
        return stale(type(head)(head.origin, size, head.root), row.size)
    return StaleDatabase(
        f"见证人所存树头（{size} 条）与本数据库 {head.origin} 不一致：过去被改动",
        rule="已见证的历史不得改写",
        remedy="请保全现场，核对见证人所存树头与导出的留痕",
    )


def _request(row: CheckpointRow, known: int) -> AddCheckpoint:
    ranges = consistency_ranges(known, row.size) if 0 < known <= row.size else []
    return AddCheckpoint(known, tuple(hashes_of(row.log_id, ranges)), row.note)


def _keep(row: CheckpointRow, cosignatures: tuple[Signature, ...]) -> None:
    note = SignedNote.parse(row.note).with_signatures(cosignatures)
    with transaction.atomic():
        Cosignature.objects.bulk_create(
            Cosignature(log=row.log, size=row.size, witness=s.name, time=s.time, line=s.line()) for s in cosignatures
        )
    if not Log.objects.filter(previous=row.log).exists():
        ledger_folder().keep("last-cosigned", note.encode())
