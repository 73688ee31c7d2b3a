"""Heads leave the machine: read back, recompute, sign; let witnesses cosign; refuse when the past is not what it was."""

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime

from django.db import transaction

from huizhi.kernel.ledger import witnessing, writing
from huizhi.kernel.ledger.keeping import LedgerFolder, key_name, ledger_folder
from huizhi.kernel.ledger.models import Checkpoint as CheckpointRow
from huizhi.kernel.ledger.models import Head, Log
from huizhi.kernel.ledger.reading import current_log, head_of, read_tiles, root_at, rows
from huizhi.kernel.ledger.sequencing import (
    demand_contains,
    demand_not_stale,
    locked,
    open_after,
    stale,
    year_of,
)
from huizhi.kernel.ledger.types import NoKey, NotInLedger, SequencerBusy, TreeDamaged, WitnessSilent
from huizhi.lib.jcs import Json
from huizhi.lib.merkle.checkpoint import Checkpoint, read_checkpoint
from huizhi.lib.merkle.signed_note import SignedNote, SigningKey, VerifierKey
from huizhi.lib.merkle.tiles import FULL_BYTES, HEIGHT, WIDTH, Tile, perfect_root
from huizhi.lib.merkle.tree import HASH_BYTES, leaf_hash

TILES_AT_ONCE = 64


def sign_head(*, at: datetime) -> Checkpoint | None:
    """Sign how far the sequencer has come. None when nothing has been added, or another process is signing."""
    with transaction.atomic():
        if not locked():
            return None
        log = current_log()
        head = head_of(log) if log else None
        if log is None or head is None:
            return None
        demand_not_stale(log, head)
        return _sign(log, head, at)


def _sign(log: Log, head: Head, at: datetime) -> Checkpoint | None:
    last = CheckpointRow.objects.filter(log=log).order_by("-size").first()
    if last is not None and last.size == head.size:
        return None
    folder = ledger_folder()
    for which in ("last-signed", "last-cosigned"):
        kept = folder.last(which)
        if kept is not None:
            demand_contains(read_checkpoint(kept)[0])
    recheck(log, last, head)
    checkpoint = Checkpoint(log.origin, head.size, bytes(head.root))
    text = checkpoint.text()
    note = SignedNote(text, tuple(key.sign(text) for key in _keys(folder))).encode()
    CheckpointRow.objects.create(log=log, size=head.size, root=head.root, note=note, at=at)
    folder.keep("last-signed", note)
    return checkpoint


def _keys(folder: LedgerFolder) -> list[SigningKey]:
    if not folder.has_keys():
        if CheckpointRow.objects.exists():
            raise NoKey("这本日志曾经签名，而数据文件夹内没有签名密钥", remedy="请从备份恢复密钥，或轮换密钥并另立日志")
        folder.make_key(key_name())
    return folder.signing_keys()


def recheck(log: Log, last: CheckpointRow | None, head: Head) -> None:
    """Read back all that grew since the last signature and recompute it: a single flipped bit ends a log for ever."""
    start = (last.size if last else 0) // WIDTH
    hashes, level = b"".join(_recheck_leaves(log, start, head.size)), 1
    while hashes:
        hashes = b"".join(_recheck_tiles(log, level, start, hashes, head.size >> HEIGHT * level))
        start, level = start // WIDTH, level + 1
    _demand_root(log, head.size, bytes(head.root))
    if last is not None:
        _demand_root(log, last.size, bytes(last.root))


def _recheck_leaves(log: Log, first: int, size: int) -> Iterator[bytes]:
    """Recompute level 0 from the leaves, from tile `first` on; gives the roots of its full tiles."""
    for n in range(first, -(-size // WIDTH), TILES_AT_ONCE):
        lo, past = n * WIDTH, min(size, (n + TILES_AT_ONCE) * WIDTH)
        found = rows(
            'select digest from ledger_leaf where "position" >= %s and "position" < %s order by "position"',
            [log.base + lo, log.base + past],
        )
        hashes = b"".join([leaf_hash(row[0]) for row in found])
        if len(hashes) != (past - lo) * HASH_BYTES:
            raise _damaged(log, Tile(0, n))
        yield from _recheck_tiles(log, 0, lo, hashes, past)


def _recheck_tiles(log: Log, level: int, start: int, hashes: bytes, total: int) -> Iterator[bytes]:
    """Compare one level, which has `total` hashes, with those expected from number `start` on; gives roots of full tiles."""
    first, past = start // WIDTH, -(-total // WIDTH)
    held = read_tiles(log.pk, [Tile(level, n) for n in range(first, past)])
    for n in range(first, past):
        tile, lo, hi = Tile(level, n), max(start, n * WIDTH), min(total, (n + 1) * WIDTH)
        data = held.get(tile, b"")
        same = data[(lo - n * WIDTH) * HASH_BYTES :] == hashes[(lo - start) * HASH_BYTES : (hi - start) * HASH_BYTES]
        if not same or len(data) != (hi - n * WIDTH) * HASH_BYTES:
            raise _damaged(log, tile)
        if len(data) == FULL_BYTES:
            yield perfect_root(data)


def _demand_root(log: Log, size: int, root: bytes) -> None:
    if root_at(log.pk, size) != root:
        raise TreeDamaged(f"{log.origin} 在 {size} 条处重算的根与所记的根不同，拒绝签名")


def _damaged(log: Log, tile: Tile) -> TreeDamaged:
    return TreeDamaged(f"{log.origin} 的砖 {tile.level}/{tile.n} 读回后与叶重算的散列不同，拒绝签名")


def roll_over(*, at: datetime) -> Log | None:
    """Open the log of a new year once the old one is closed by a signed head; None while the year is the same."""
    log = current_log()
    if log is None or year_of(at) <= origin_year(log.origin):
        return None
    return _open_next(f"{key_name()}/{year_of(at)}", at=at)


def origin_year(origin: str) -> int:
    """The year in an origin's last part, `2026` or `2026-2`."""
    return int(origin.rpartition("/")[2][:4])


def _open_next(origin: str, *, at: datetime) -> Log | None:
    with transaction.atomic():
        if not locked():
            return None
        log = current_log()
        head = head_of(log) if log else None
        if log is None or head is None:
            raise NotInLedger("还没有任何记录，不需要另立日志")
        demand_not_stale(log, head)
        _demand_unknown(origin)
        _sign(log, head, at)
        return open_after(log, Checkpoint(log.origin, head.size, bytes(head.root)), origin=origin, at=at)


def _demand_unknown(origin: str) -> None:
    """A log that begins now is known to no witness; a silent witness is asked again when it is to cosign."""
    for witness in ledger_folder().witnesses():
        with contextlib.suppress(WitnessSilent):
            known = witnessing.last_head(witness, origin)
            if known is not None:
                raise stale(read_checkpoint(known)[0], 0)


def new_origin(*, ground: str, by: str, at: datetime) -> Log:
    """Begin the log anew although the old one cannot be continued (an older backup had to be restored): a recorded act.

    What the old log had reached according to this folder and the witnesses is part of the record. The witnesses cosign the
    new origin only after their operators have allowed it by hand.
    """
    folder = ledger_folder()
    with transaction.atomic():
        if not locked():
            raise SequencerBusy("排序进程正在工作，请先停止后再另立日志")
        log = current_log()
        head = head_of(log) if log else None
        if log is None or head is None:
            raise NotInLedger("还没有任何记录，不需要另立日志")
        lost = _furthest(folder, log.origin)
        closing = Checkpoint(log.origin, head.size, bytes(head.root))
        opened = open_after(log, closing, origin=_free_origin(folder, at), at=at)
        writing.note(
            "ledger.origin_opened",
            f"ledger:{opened.origin}",
            {
                "ground": ground,
                "by": by,
                "closing": closing.text(),
                "lost": lost.text() if lost is not None and lost.size > closing.size else "",
            },
            at=at,
        )
        _close_by_hand(log, closing, folder, at)
        folder.set_aside(at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ"))
        folder.compared()
    return opened


def _close_by_hand(log: Log, closing: Checkpoint, folder: LedgerFolder, at: datetime) -> None:
    """Sign the closing head where it is not signed yet: the last one of its origin, shorter than what was lost."""
    if not CheckpointRow.objects.filter(log=log, size=closing.size).exists():
        text = closing.text()
        note = SignedNote(text, tuple(key.sign(text) for key in _keys(folder))).encode()
        CheckpointRow.objects.create(log=log, size=closing.size, root=closing.root, note=note, at=at)


def _furthest(folder: LedgerFolder, origin: str) -> Checkpoint | None:
    notes = [folder.last("last-signed"), folder.last("last-cosigned")]
    for witness in folder.witnesses():
        with contextlib.suppress(WitnessSilent):
            notes.append(witnessing.last_head(witness, origin))
    heads = [read_checkpoint(note)[0] for note in notes if note is not None]
    return max((h for h in heads if h.origin == origin), key=lambda h: h.size, default=None)


def _free_origin(folder: LedgerFolder, at: datetime) -> str:
    """The first of `2026`, `2026-2`, … that neither this database nor a witness has ever seen."""
    taken = set(Log.objects.values_list("origin", flat=True))
    for n in range(1, 1000):
        origin = f"{key_name()}/{year_of(at)}" + (f"-{n}" if n > 1 else "")
        if origin not in taken and not _known_to_witness(folder, origin):
            return origin
    raise NotInLedger("找不到可用的日志名称")


def _known_to_witness(folder: LedgerFolder, origin: str) -> bool:
    for witness in folder.witnesses():
        with contextlib.suppress(WitnessSilent):
            if witnessing.last_head(witness, origin) is not None:
                return True
    return False


def rotate_key(*, retire: bool, by: str, at: datetime) -> VerifierKey:
    """A new signing key, recorded. The old ones sign beside it until the witnesses know the new one, unless retired (stolen)."""
    folder = ledger_folder()
    with transaction.atomic():
        before: list[Json] = [str(key) for key in folder.signing_verifiers()]
        made = folder.make_key(key_name(), retire=retire).verifier
        payload: dict[str, Json] = {"key": str(made), "before": before, "retired": retire, "by": by}
        writing.note("ledger.key_rotated", f"ledger:{key_name()}", payload, at=at)
    return made


def retire_keys(*, by: str, at: datetime) -> VerifierKey:
    """Only the newest key signs from now on, now that the witnesses know it; recorded."""
    folder = ledger_folder()
    with transaction.atomic():
        newest, *others = folder.signing_verifiers()
        payload: dict[str, Json] = {"key": str(newest), "retired": [str(key) for key in others], "by": by}
        writing.note("ledger.keys_retired", f"ledger:{key_name()}", payload, at=at)
        folder.retire_keys()
    return newest
