"""检索架 made and kept: the heads of the answers to texts that very many names of a place hold. docs/adr has the measurements.

An index finds rare texts quickly; for 有限公司 it would find four million rows to rank. So every text that at least `SHELVED`
names of a place hold has a shelf with the first `DEPTH` ids of its answer. Made as sets by DuckDB; kept by `renew` for
single acts and small loads. What is on a shelf is exactly the head of the answer.
"""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import duckdb
from django.db import connection

from huizhi.domains.legal_entities.models import LifecycleEvent, PublicEntity
from huizhi.domains.legal_entities.search_text import INITIALS, LONGEST_SHELVED, NAME
from huizhi.domains.legal_entities.services.shelving import DEPTH, hold_still, renew
from huizhi.kernel.access.services import scope, system_viewer

SHELVED = 2000  # names of a place that hold a text, from which on it has a shelf
PLACES = (0, 4, 6)  # digits: everywhere, prefecture, county. A station has few entities enough to rank them all
FROM_SCRATCH = 20_000  # new entities from which making all shelves anew is quicker than renewing them
FEW = 1_000  # fewer are renewed at once; more are compared with what was there: a first load makes all shelves anew
_MASK = (1 << 36) - 1
_EXPORT = "copy (select entity_id, name_key, initials, scope_code, standing, code from legal_entities_publicentity) to stdout"
_EVERY = """
select place, k, c, p, c[p:p+{last}] as g
from (select place, k, {field} as c, unnest(range(1, length({field}) - {length} + 2)) as p from r)
"""
_EXTENDS = "semi join frequent a on left(o.g, length(o.g) - 1) = a.g semi join frequent b on o.g[2:] = b.g"
_FREQUENT = """
create or replace temp table of_length as select o.g from ({every}) o {known} group by o.g having count(*) >= {least}
"""
# A text that stands twice in a name counts where it stands first.
_OCCURS = """
create or replace temp table occurs as
select place, g, (p << 48) | k as key from ({every}) o semi join frequent using (g) where strpos(c, g) = p
"""
_CHOSEN = """
create or replace temp table chosen as
select place[1:{digits}] as place, g, count(*) as total from occurs group by all having count(*) >= {least}
"""
_FILL = """
insert into shelf
select c.place, '{field}', c.g, any_value(c.total), list_transform(min(o.key, {depth}), x -> x & {mask})
from occurs o join chosen c on o.g = c.g and o.place[1:{digits}] = c.place group by c.place, c.g
"""
_STAGE = "create temporary table shelf_stage (place text, field text, gram text, total int, ids bigint[]) on commit drop"
_PUT_UP = """
insert into legal_entities_searchshelf (place, field, gram, total, ids) select place, field, gram, total, ids from shelf_stage
"""
_TYPES = {
    "id": "BIGINT",
    "n": "VARCHAR",
    "p": "VARCHAR",
    "place": "VARCHAR",
    "standing": "BIGINT",
    "code": "VARCHAR",
}


def refresh(ids: Sequence[int] | None) -> None:
    """Bring the shelves up to date after a load: by the new ids, or from scratch (None)."""
    if ids is None or len(ids) > FROM_SCRATCH or (len(ids) > FEW and len(ids) * 2 > _names()):
        rebuild()
        return
    with scope(system_viewer("projector")):
        renew(entered=list(ids), left=[])


def _names() -> int:
    with scope(system_viewer("projector")):
        return PublicEntity.objects.count()


def rebuild() -> int:
    """Make every shelf from the projection as it stands; returns how many."""
    with tempfile.TemporaryDirectory(prefix="shelves-") as folder:
        names, made = Path(folder) / "names.tsv", Path(folder) / "shelves.tsv"
        known = _export(names)
        count = _make(names, made, Path(folder))
        _replace(made, known)
    return count


def _export(names: Path) -> int:
    """Write what is to be shelved; returns the last event that it knows of."""
    with scope(system_viewer("projector")), connection.cursor() as cursor, names.open("wb") as stream:
        hold_still(cursor)
        last = LifecycleEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        with cursor.copy(_EXPORT) as rows:
            for block in rows:
                stream.write(block)
    return last


def _make(names: Path, made: Path, folder: Path) -> int:
    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": 2,
        "memory_limit": "3GB",
        "temp_directory": str(folder / "spill"),
        "preserve_insertion_order": False,
    }
    with duckdb.connect(":memory:", config=config) as d:
        d.execute(
            "create table raw as select * from read_csv($1, delim='\t', header=false, quote='', escape='', names=$2, types=$3)",
            [str(names), list(_TYPES), _TYPES],
        )
        # The order of answers without the position: length, standing, code, id; the rank of the last two is the row's own.
        d.execute(
            "create table r as select id, n, p, place, ((length(n)::bigint << 40) | (standing << 36) | "
            "row_number() over (order by code, id)) as k, row_number() over (order by code, id) as rank from raw"
        )
        d.execute("drop table raw")
        d.execute("create table shelf (place varchar, field varchar, gram varchar, total bigint, ranks bigint[])")
        for field, shortest in ((NAME, 2), (INITIALS, 3)):
            for length in range(shortest, LONGEST_SHELVED + 1):
                if not _of_length(d, field, length, first=length == shortest):
                    break
        d.execute(
            "copy (select place, field, gram, total, '{' || list_aggregate(ids, 'string_agg', ',') || '}' from ("
            "  select place, field, gram, any_value(total) as total, list(id order by i) as ids from ("
            "    select place, field, gram, total, unnest(ranks) as rank, generate_subscripts(ranks, 1) as i from shelf)"
            "  join (select rank, id from r) using (rank) group by all)) to $1 (delimiter '\t', header false, quote '')",
            [str(made)],
        )
        row = d.execute("select count(*) from shelf").fetchone()
        return int(row[0]) if row else 0


def _of_length(d: duckdb.DuckDBPyConnection, field: str, length: int, *, first: bool) -> bool:
    """Shelves for texts of one length. A text is as frequent as its parts at most, so only extensions are looked at."""
    fill = {"field": field, "last": length - 1, "length": length, "least": SHELVED, "depth": DEPTH, "mask": _MASK}
    every = _EVERY.format(**fill)
    d.execute(_FREQUENT.format(every=every, known="" if first else _EXTENDS, **fill))
    d.execute("create or replace temp table frequent as from of_length")
    row = d.execute("select count(*) from frequent").fetchone()
    if not row or not row[0]:
        return False
    d.execute(_OCCURS.format(every=every, **fill))
    for digits in PLACES:
        d.execute(_CHOSEN.format(digits=digits, **fill))
        d.execute(_FILL.format(digits=digits, **fill))
    return True


def _replace(made: Path, known: int) -> None:
    """Put the new shelves in place of the old ones, with what has happened since they were begun."""
    with scope(system_viewer("projector")), connection.cursor() as cursor:
        hold_still(cursor)
        cursor.execute(_STAGE)
        with cursor.copy("copy shelf_stage from stdin") as copy, made.open("rb") as stream:
            while block := stream.read(1 << 20):
                copy.write(block)
        cursor.execute("delete from legal_entities_searchshelf")
        cursor.execute(_PUT_UP)
        since = LifecycleEvent.objects.filter(pk__gt=known).values_list("entity_id", flat=True).distinct()
        changed = list(since)
        renew(entered=changed, left=[], anywhere=changed)
