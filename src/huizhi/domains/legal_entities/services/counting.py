"""Counts of the register, taken as sets: the stock by county, sector, kind and status, and the monthly flow."""

from datetime import datetime

from django.db import connection

_STOCK = """
insert into legal_entities_entitycount (division, sector, kind, status, n, counted_at)
select division, left(industry, 1), kind, status, count(*), %(at)s
from legal_entities_entity where status not in ('reserved', 'lapsed') group by 1, 2, 3, 4
"""
_FLOW = """
insert into legal_entities_entityflow (month, division, kind, opened, ended)
select month, division, kind, sum(opened), sum(ended) from (
  select date_trunc('month', established_on)::date as month, division, kind, count(*) as opened, 0 as ended
  from legal_entities_entity where established_on is not null group by 1, 2, 3
  union all
  select date_trunc('month', status_on)::date, division, kind, 0, count(*)
  from legal_entities_entity where status = 'closed' group by 1, 2, 3
) t group by 1, 2, 3
"""


def recount(*, at: datetime) -> None:
    """Count everything again; readers see the old figures until the new ones are complete."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(7301903)")
        cursor.execute("delete from legal_entities_entitycount")
        cursor.execute(_STOCK, {"at": at})
        cursor.execute("delete from legal_entities_entityflow")
        cursor.execute(_FLOW)
