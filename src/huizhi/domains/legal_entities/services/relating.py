"""Relations whose other side is known by code alone are tied to its party as soon as the register has it."""

from django.db import connection

_RESOLVE = """
update legal_entities_relation r set other_id = i.party_id,
  other_name = case when r.other_name = '' then e.name else r.other_name end
from parties_identifier i join legal_entities_entity e on e.party_id = i.party_id
where r.other_id is null and r.other_uscc <> '' and i.value = r.other_uscc and i.scheme = 'uscc'
"""


def resolve_relations() -> int:
    """Tie what can be tied; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(_RESOLVE)
        return int(cursor.rowcount)
