"""The sequencer: one at a time, it gives committed notes their places and lets the tree grow.

Leaves, tiles and head are written in one transaction, so a kill leaves either all of a batch or nothing of it. A note that
commits late simply gets a later place: places are given after commit, never by serial, uuid or time.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone

from django.db import connection, transaction

from huizhi.kernel.ledger.keeping import key_name, ledger_folder
from huizhi.kernel.ledger.models import Head, Leaf, Log
from huizhi.kernel.ledger.reading import current_log, head_of, read_tiles, root_at
from huizhi.kernel.ledger.types import StaleDatabase
from huizhi.lib.merkle.checkpoint import Checkpoint, read_checkpoint
from huizhi.lib.merkle.tiles import edge, grow, range_hash
from huizhi.lib.merkle.tree import EMPTY_ROOT, Range, leaf_hash

BATCH = 10_000
LOCK = 0x68_7A_6C_65_64_67_65_72  # "hzledger"
SHANGHAI = timezone(timedelta(hours=8))  # no summer time since 1991, and none when this was written


def year_of(at: datetime) -> int:
    """The year whose log is written at that instant."""
    return at.astimezone(SHANGHAI).year


def locked() -> bool:
    """Take the sequencer's lock until the transaction ends; False when another holds it."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


def sequence(*, at: datetime, batch: int = BATCH) -> int:
    """Place the next committed notes; how many. None are placed while another sequencer is at work."""
    with transaction.atomic():
        if not locked():
            return 0
        log = current_log() or open_first(at)
        head = head_of(log)
        demand_not_stale(log, head)
        size = head.size if head else 0
        with connection.cursor() as cursor:
            cursor.execute("select leaf_digest from ledger_sequence(%s, %s)", [log.base + size, batch])
            digests = [bytes(row[0]) for row in cursor.fetchall()]
        if digests:
            extend(log, size, digests)
    return len(digests)


def extend(log: Log, size: int, digests: Sequence[bytes]) -> bytes:
    """Let the tree grow by these leaves: tiles and head. Returns the new root."""
    held = read_tiles(log.pk, edge(size))
    changed = grow(size, held, [leaf_hash(d) for d in digests])
    root = range_hash(Range(0, size + len(digests)), {**held, **changed})
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into ledger_tile (log_id, level, n, h) select %s, * from unnest(%s::smallint[], %s::bigint[], %s::bytea[])"
            " on conflict (log_id, level, n) do update set h = excluded.h",
            [log.pk, [t.level for t in changed], [t.n for t in changed], list(changed.values())],
        )
        cursor.execute(
            "insert into ledger_head (log_id, size, root) values (%s, %s, %s)"
            " on conflict (log_id) do update set size = excluded.size, root = excluded.root",
            [log.pk, size + len(digests), root],
        )
    return root


def open_first(at: datetime) -> Log:
    """The very first log of an instance."""
    return Log.objects.create(origin=f"{key_name()}/{year_of(at)}", base=0, previous=None, opened_at=at)


def open_after(previous: Log, closing: Checkpoint, *, origin: str, at: datetime) -> Log:
    """The next log; its first leaf is the digest of the head in which the one before was closed."""
    log = Log.objects.create(origin=origin, base=previous.base + closing.size, previous=previous, opened_at=at)
    digest = hashlib.sha256(closing.text().encode()).digest()
    Leaf.objects.create(position=log.base, digest=digest, note=None)
    extend(log, 0, [digest])
    return log


def demand_not_stale(log: Log, head: Head | None) -> None:
    """Refuse when the database does not contain a head that this folder knows to have left the machine.

    Only sizes are compared here, at every batch; `signing.demand_contains` compares roots as well.
    """
    folder = ledger_folder()
    if folder.restored:
        raise StaleDatabase("本实例由备份恢复，尚未与见证人核对", remedy="请确认见证人可达；核对后自动继续，或另立日志")
    for which in ("last-signed", "last-cosigned"):
        note = folder.last(which)
        if note is not None:
            _demand_reaches(log, head, read_checkpoint(note)[0])


def _demand_reaches(log: Log, head: Head | None, kept: Checkpoint) -> None:
    reached = head.size if head else 0
    if kept.origin != log.origin:
        other = Log.objects.filter(origin=kept.origin).select_related("head").first()
        reached = other.head.size if other else 0
    if reached < kept.size:
        raise stale(kept, reached)


def stale(kept: Checkpoint, reached: int) -> StaleDatabase:
    """This database is older than the head."""
    return StaleDatabase(
        f"数据库只有 {kept.origin} 的 {reached} 条，已离开本机的树头有 {kept.size} 条：数据库较旧，拒绝签名",
        rule="已见证的历史不得改写",
        remedy="请恢复较新的备份；确实没有时，以 huizhi ledger new-origin 另立日志（该行为本身记入留痕）",
    )


def demand_contains(kept: Checkpoint) -> None:
    """Refuse unless the tree in the database has, at that size, that very root."""
    log = Log.objects.filter(origin=kept.origin).select_related("head").first()
    reached = log.head.size if log else 0
    if log is None or reached < kept.size:
        raise stale(kept, reached)
    root = root_at(log.pk, kept.size) if kept.size else EMPTY_ROOT
    if root != kept.root:
        raise StaleDatabase(
            f"{kept.origin} 在 {kept.size} 条处的根与已离开本机的树头不同：过去被改动，拒绝签名",
            rule="已见证的历史不得改写",
            remedy="请保全现场，核对见证人所存树头与导出的留痕",
        )
