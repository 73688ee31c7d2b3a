"""Figures P6 to P10 of the ledger, taken on a database that holds nothing but what is put there for the purpose."""

import time
from collections.abc import Callable, Iterator
from datetime import datetime
from hashlib import sha256
from typing import ParamSpec

from django.db import connection, transaction

from huizhi.bench.harness import Figure, percentile
from huizhi.kernel.ledger import queries, services

P = ParamSpec("P")

FILL = """
insert into ledger_pending (note_uuid, digest, queued_at)
select gen_random_uuid(), sha256(int8send(n)), now() from generate_series({first}, {last}) n
"""
SMALL, LARGE = 1_000, 10_000
FILL_AT_ONCE = 1_000_000


def figures(size: int, *, as_owner: Callable[[str], object], at: datetime, say: Callable[[str], None]) -> Iterator[Figure]:
    """Fill a log with `size` leaves and measure. `as_owner` executes one statement as the owner of the tables."""
    yield from single_acts(at)
    say(f"filling {size} leaves")
    yield from fill(size, as_owner, at)
    say("signing")
    signed = seconds(lambda: services.sign_head(at=at))
    yield Figure("P9 read back and recompute everything before the first signature", round(signed, 2), "s", 120.0)
    yield from proofs(size)
    as_owner("vacuum analyze ledger_tile")
    yield Figure("P10 tiles on disk per leaf", round(tile_bytes() / size, 2), "B", 40.0)
    yield from reference(as_owner)


def single_acts(at: datetime) -> Iterator[Figure]:
    """P7: one act in a durable commit, and from act to signed receipt."""
    commits = [seconds(_act, n, at) for n in range(50)]
    services.sequence_all(at=at)
    receipts = [seconds(_act_to_head, n, at) for n in range(20)]
    yield Figure("P7 one act with its note, durable, p50", round(percentile(commits, 50) * 1000, 1), "ms")
    yield Figure("P7 from act to signed head, p95", round(percentile(receipts, 95), 3), "s", 5.0)


def _act(n: int, at: datetime) -> None:
    with transaction.atomic():
        services.note("bench.acted", f"thing:{n}", {"n": n}, at=at)


def _act_to_head(n: int, at: datetime) -> None:
    _act(n, at)
    services.sequence_all(at=at)
    services.sign_head(at=at)


def fill(size: int, as_owner: Callable[[str], object], at: datetime) -> Iterator[Figure]:
    """P6: durable batches of 1,000 for a tenth of the log (at most 500 batches), then of 10,000."""
    small = max(1, min(500, size // (10 * SMALL)))
    as_owner(FILL.format(first=1, last=small * SMALL))
    taken = [seconds(lambda: services.sequence(at=at, batch=SMALL)) for _ in range(small)]
    yield Figure("P6 durable batches of 1,000", round(small * SMALL / sum(taken)), "leaves/s", 20_000.0, higher_is_better=True)
    yield Figure("P6 durable batches of 1,000, p95", round(percentile(taken, 95) * 1000, 1), "ms", 100.0)
    placed, spent = small * SMALL, 0.0
    while placed < size:
        last = min(size, placed + FILL_AT_ONCE)
        as_owner(FILL.format(first=placed + 1, last=last))
        as_owner("analyze ledger_pending")
        spent += seconds(lambda: services.sequence_all(at=at, batch=LARGE))
        placed = last
    if spent:
        yield Figure("P6 durable batches of 10,000", round((size - small * SMALL) / spent), "leaves/s")


def proofs(size: int) -> Iterator[Figure]:
    """P8: nothing is kept between proofs, so each is as in a fresh process; the first is on a fresh connection."""
    connection.close()
    first = seconds(lambda: queries.inclusion_proof(size // 2))
    inclusion = [seconds(queries.inclusion_proof, p) for p in positions("inclusion", 300, size)]
    consistency = [seconds(queries.consistency_proof, p + 1) for p in positions("consistency", 100, size)]
    yield Figure("P8 first inclusion proof, with its connection", round(first * 1000, 1), "ms")
    yield Figure("P8 inclusion proof, p95", round(percentile(inclusion, 95) * 1000, 2), "ms", 20.0)
    yield Figure("P8 consistency proof, p95", round(percentile(consistency, 95) * 1000, 2), "ms", 20.0)


def tile_bytes() -> int:
    """What the tiles take on disk, with their index and out-of-line parts."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_total_relation_size('ledger_tile')")
        return int(cursor.fetchone()[0])


def reference(as_owner: Callable[[str], object]) -> Iterator[Figure]:
    """What the same machine does without a ledger: hashes in one loop, and a plain durable insert of a batch."""
    digests = [sha256(n.to_bytes(8, "big")).digest() for n in range(100_000)]
    hashed = seconds(lambda: [sha256(b"\x00" + d).digest() for d in digests])
    yield Figure("reference: leaf hashes in one loop", round(len(digests) / hashed), "hashes/s")
    as_owner("create table bench_plain (id bigint primary key, digest bytea not null)")
    as_owner("grant insert on bench_plain to hz_app")
    taken = [seconds(_plain_insert, n, digests) for n in range(50)]
    as_owner("drop table bench_plain")
    yield Figure("reference: plain durable insert in batches of 1,000", round(50 * SMALL / sum(taken)), "rows/s")


def _plain_insert(n: int, digests: list[bytes]) -> None:
    first, past = n * SMALL, (n + 1) * SMALL
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into bench_plain select * from unnest(%s::bigint[], %s::bytea[])",
            [list(range(first, past)), digests[first:past]],
        )


def positions(name: str, count: int, size: int) -> list[int]:
    """The same positions at every run."""
    return [int.from_bytes(sha256(f"{name} {n}".encode()).digest()[:8], "big") % size for n in range(count)]


def seconds(call: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> float:
    """How long a call takes."""
    start = time.perf_counter()
    call(*args, **kwargs)
    return time.perf_counter() - start
