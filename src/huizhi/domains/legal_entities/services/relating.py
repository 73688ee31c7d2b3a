"""Relations come in as sets; one whose other side is known by code alone is tied to its party as soon as the register has it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, transaction

from huizhi.domains.legal_entities.choices import RelationKind
from huizhi.domains.legal_entities.columns import RELATION_COLUMNS
from huizhi.domains.legal_entities.rows import parse_day
from huizhi.kernel.ledger.services import note
from huizhi.lib.jcs import Json
from huizhi.lib.names import tidy_name

WHOLE = 1_000_000  # parts of a share
SHOWN = 200
_KINDS = {str(kind.label): kind.value for kind in RelationKind}
_RESOLVE = """
update legal_entities_relation r set other_id = i.party_id,
  other_name = case when r.other_name = '' then e.name else r.other_name end
from parties_identifier i join legal_entities_entity e on e.party_id = i.party_id
where r.other_id is null and r.other_uscc <> '' and i.value = r.other_uscc and i.scheme = 'uscc'
"""
_CREATE = """
create temporary table relation_stage (
  uscc text, kind text, other_name text, other_uscc text, share_ppm int, since date, until date
) on commit drop
"""
_COPY = "copy relation_stage (uscc, kind, other_name, other_uscc, share_ppm, since, until) from stdin"
# A relation that stands already is not entered a second time.
_ENTER = """
insert into legal_entities_relation (entity_id, kind, other_id, other_name, other_uscc, share_ppm, since, until, source)
select e.party_id, s.kind, o.party_id, s.other_name, s.other_uscc, s.share_ppm, s.since, s.until, %(source)s
from relation_stage s
join parties_identifier i on i.value = s.uscc and i.scheme = 'uscc' join legal_entities_entity e on e.party_id = i.party_id
left join parties_identifier o on o.value = s.other_uscc and o.scheme = 'uscc' and s.other_uscc <> ''
where not exists (
  select 1 from legal_entities_relation r where r.entity_id = e.party_id and r.kind = s.kind and r.other_name = s.other_name
     and r.other_uscc = s.other_uscc and r.since is not distinct from s.since)
"""


@dataclass
class Related:
    """What became of a set of relations; `wrong` holds (row, reason) of the first that were refused."""

    rows: int = 0
    entered: int = 0
    refused: int = 0
    wrong: list[tuple[int, str]] = field(default_factory=list)


def resolve_relations() -> int:
    """Tie what can be tied; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(_RESOLVE)
        return int(cursor.rowcount)


@transaction.atomic
def receive_relations(rows: Iterable[Mapping[str, str]], *, by: str, at: datetime, source: str, scope_code: str) -> Related:
    """Enter relations as the rows of a file state them (columns.RELATION_COLUMNS), streamed; one note tells of the set."""
    told = Related()
    with connection.cursor() as cursor:
        cursor.execute(_CREATE)
        with cursor.copy(_COPY) as stage:
            for row in rows:
                told.rows += 1
                wrong = _wrong(row)
                if wrong:
                    told.refused += 1
                    told.wrong += [(told.rows, wrong)] if len(told.wrong) < SHOWN else []
                    continue
                stage.write_row(_values(row))
        cursor.execute("analyze relation_stage")
        cursor.execute(_ENTER, {"source": source[:100]})
        told.entered = int(cursor.rowcount)
        cursor.execute("drop table relation_stage")
    payload: dict[str, Json] = {"rows": told.rows, "entered": told.entered, "refused": told.refused, "source": source, "by": by}
    note("legal_entities.related", f"relations:{scope_code}", payload, at=at, scope_code=scope_code)
    return told


def _wrong(row: Mapping[str, str]) -> str:
    """What is wrong with a row, in Chinese; empty where nothing is."""
    cells = [(c, row.get(c.key, "")) for c in RELATION_COLUMNS]
    wrong = [f"“{c.zh}”不能为空" for c, cell in cells if c.required and not cell.strip()]
    wrong += [f"“{c.zh}”超过{c.longest}个字" for c, cell in cells if len(cell) > c.longest]
    wrong += [f"“{c.zh}”含有控制字符" for c, cell in cells if not cell.isprintable()]
    if row.get("relation", "") not in _KINDS:
        wrong.append(f"“关系”应为{'、'.join(_KINDS)}之一")
    share = row.get("share_ppm", "")
    if share and not (share.isascii() and share.isdigit() and int(share) <= WHOLE):
        wrong.append(f"“占比（百万分）”应为0至{WHOLE}的整数")
    wrong += [
        f"“{zh}”不是存在的日期" for key, zh in (("since", "起"), ("until", "止")) if row.get(key) and not parse_day(row[key])
    ]
    return "；".join(wrong)


def _values(row: Mapping[str, str]) -> tuple[object, ...]:
    share, since, until = row.get("share_ppm", ""), row.get("since", ""), row.get("until", "")
    return (
        row["uscc"],
        _KINDS[row["relation"]],
        tidy_name(row["other_name"]),
        row.get("other_uscc", ""),
        int(share) if share else None,
        parse_day(since) if since else None,
        parse_day(until) if until else None,
    )
