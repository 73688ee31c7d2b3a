"""Checked rows on their way into the register: COPY into a temporary table, then set by set into every table.

One call is one transaction of the caller: party, codes, entity, events, projection and relation of a row come together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from huizhi.domains.legal_entities.choices import EventKind, RelationKind, Status
from huizhi.domains.legal_entities.life_cycle import EVENT_OF_STATE
from huizhi.domains.legal_entities.rows import Row
from huizhi.domains.legal_entities.search_text import (
    STANDING,
    initials_grams,
    initials_of,
    name_grams,
    place_grams,
    search_key,
)
from huizhi.kernel.parties import services as parties

_CREATE = """
create temporary table if not exists entity_stage (
  line bigint, code text, uscc text, registration_number text, name text, kind text, status text, status_on date,
  established_on date, valid_until date, capital_fen bigint, industry text, division text, scope_code text, registrar text,
  address text, representative text, business_scope text, parent text, marker text, standing smallint,
  name_key text, initials text, address_key text, grams int[], address_grams int[],
  id bigint default nextval('parties_party_id_seq')
) on commit delete rows
"""
_COPY = """
copy entity_stage (line, code, uscc, registration_number, name, kind, status, status_on, established_on, valid_until,
  capital_fen, industry, division, scope_code, registrar, address, representative, business_scope, parent, marker, standing,
  name_key, initials, address_key, grams, address_grams) from stdin with (null e'\\x01')
"""
_TAKEN = """
with taken as (
  select s.line from entity_stage s join parties_identifier i on i.value = s.uscc and i.scheme = 'uscc' where s.uscc <> ''
  union
  select s.line from entity_stage s join parties_identifier i on i.value = s.registration_number and i.scheme = 'regno'
  where s.registration_number <> ''
)
delete from entity_stage s using taken t where s.line = t.line returning s.line
"""
_ENTITIES = """
insert into legal_entities_entity (party_id, code, registration_number, name, kind, status, status_on, established_on,
  valid_until, capital_fen, industry, division, scope_code, registrar, address, representative, business_scope, marker,
  version, batch_id)
select id, code, registration_number, name, kind, status, status_on, established_on, valid_until, capital_fen, industry,
  division, scope_code, registrar, address, representative, business_scope, marker, 1, %(batch)s
from entity_stage
"""
_FIRST_EVENTS = """
insert into legal_entities_lifecycleevent (entity_id, kind, "on", status, at, source, batch_id)
select id, %(established)s, established_on, %(active)s, %(at)s, %(source)s, %(batch)s from entity_stage
"""
_LATER_EVENTS = """
insert into legal_entities_lifecycleevent (entity_id, kind, "on", status, at, source, batch_id)
select s.id, e.kind, s.status_on, s.status, %(at)s, %(source)s, %(batch)s
from entity_stage s join unnest(%(states)s::text[], %(kinds)s::text[]) as e(status, kind) using (status)
"""
_PROJECTION = """
insert into legal_entities_publicentity (entity_id, code, name, kind, status, standing, established_on, industry, division,
  scope_code, address, representative, name_key, initials, address_key, grams, address_grams)
select id, code, name, kind, status, standing, established_on, industry, division, scope_code, address, representative,
  name_key, initials, address_key, grams, address_grams
from entity_stage
"""
_PARENTS = """
insert into legal_entities_relation (entity_id, kind, other_name, other_uscc, source, batch_id)
select id, %(parent)s, '', parent, %(source)s, %(batch)s from entity_stage where parent <> ''
"""


@dataclass(frozen=True)
class Origin:
    """Where a set of rows comes from."""

    batch_id: int
    source: str
    at: datetime


def copy_line(line: int, row: Row) -> str:
    """One row in PostgreSQL's text format, with all that searches compare."""
    name_key = search_key(row.name)
    address_key = search_key(row.address)
    letters = initials_of(name_key)
    places = place_grams(row.scope_code)
    text = "\t".join(
        (
            str(line),
            row.code,
            row.uscc,
            row.registration_number,
            row.name,
            row.kind,
            row.status,
            _DAYS[row.status_on],
            _DAYS[row.established_on],
            _DAYS[row.valid_until],
            _NULL if row.capital_fen is None else str(row.capital_fen),
            row.industry,
            row.division,
            row.scope_code,
            row.registrar,
            row.address,
            row.representative,
            row.business_scope,
            row.parent,
            row.marker,
            _STANDINGS[row.status],
            name_key,
            letters,
            address_key,
            _array(name_grams(name_key) + initials_grams(letters) + places),
            _array(name_grams(address_key) + places),
        )
    )
    return text.replace("\\", "\\\\") if "\\" in text else text


class _Days(dict[date | None, str]):
    """A day as PostgreSQL reads it; there are few days and many rows."""

    def __missing__(self, day: date | None) -> str:
        text = _NULL if day is None else day.isoformat()
        self[day] = text
        return text


_NULL = "\x01"  # no cell can hold it: rows.py refuses control characters
_DAYS = _Days()
_STANDINGS = {status: str(standing) for status, standing in STANDING.items()}


def _array(numbers: list[int]) -> str:
    return "{" + str(numbers)[1:-1] + "}"


def stage(lines: Sequence[str], *, register_is_empty: bool) -> list[int]:
    """Put rows on the stage; returns the lines whose code the register knows already, which are taken off again."""
    with connection.cursor() as cursor:
        cursor.execute(_CREATE)
        with cursor.copy(_COPY) as copy:
            for start in range(0, len(lines), 2000):
                copy.write("\n".join(lines[start : start + 2000]) + "\n")
        if register_is_empty:
            return []
        cursor.execute("analyze entity_stage")
        cursor.execute(_TAKEN)
        return sorted(row[0] for row in cursor.fetchall())


def move_in(origin: Origin) -> None:
    """Everything on the stage enters the register."""
    values: dict[str, Any] = {
        "batch": origin.batch_id,
        "source": origin.source,
        "at": origin.at,
        "established": EventKind.ESTABLISHED.value,
        "active": Status.ACTIVE.value,
        "parent": RelationKind.PARENT.value,
        "states": [str(s) for s in EVENT_OF_STATE],
        "kinds": [str(k) for k in EVENT_OF_STATE.values()],
    }
    with connection.cursor() as cursor:
        parties.take_in(cursor, relation="entity_stage")
        for statement in (_ENTITIES, _FIRST_EVENTS, _LATER_EVENTS, _PROJECTION, _PARENTS):
            cursor.execute(statement, values)


def staged_ids() -> list[int]:
    """The ids of what stands on the stage."""
    with connection.cursor() as cursor:
        cursor.execute("select id from entity_stage order by id")
        return [row[0] for row in cursor.fetchall()]


def clear() -> None:
    """Nothing stays on the stage: a dry run."""
    with connection.cursor() as cursor:
        cursor.execute("truncate entity_stage")
