"""Reading the tree out of the database: tiles, roots, proofs. Every proof is two statements."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connections, router

from huizhi.kernel.ledger.models import Head, Leaf, Log
from huizhi.lib.merkle.tiles import Tile, range_hash, tiles_for
from huizhi.lib.merkle.tree import Range


def rows(sql: str, params: Sequence[Any] | Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """All rows of a statement, over the connection of whoever is looking."""
    with connections[router.db_for_read(Leaf)].cursor() as cursor:
        cursor.execute(sql, params)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def read_tiles(log_id: int, wanted: Iterable[Tile]) -> dict[Tile, bytes]:
    """These tiles as they stand in the database now; a missing one is simply absent."""
    tiles = sorted(wanted)
    if not tiles:
        return {}
    found = rows(
        "select t.level, t.n, t.h from ledger_tile t join unnest(%s::smallint[], %s::bigint[]) as w(level, n)"
        " on t.level = w.level and t.n = w.n where t.log_id = %s",
        [[t.level for t in tiles], [t.n for t in tiles], log_id],
    )
    return {Tile(level, n): bytes(h) for level, n, h in found}


def hashes_of(log_id: int, ranges: Sequence[Range]) -> list[bytes]:
    """The roots over these ranges."""
    tiles = read_tiles(log_id, tiles_for(ranges))
    return [range_hash(r, tiles) for r in ranges]


def root_at(log_id: int, size: int) -> bytes:
    """The root that the log had when it had `size` leaves."""
    return hashes_of(log_id, [Range(0, size)])[0]


def current_log() -> Log | None:
    """The log that is being written."""
    return Log.objects.order_by("-base").first()


def head_of(log: Log) -> Head | None:
    """How far the sequencer has come in a log."""
    return Head.objects.filter(log=log).first()
