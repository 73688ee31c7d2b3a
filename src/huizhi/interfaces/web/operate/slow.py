"""The slowest statements, where the server keeps count of them (pg_stat_statements), and what runs long right now."""

from dataclasses import dataclass

from django.db import DatabaseError, connection, transaction

_KEPT = "select to_regclass('pg_stat_statements') is not null"
_SLOWEST = """
select left(regexp_replace(query, '\\s+', ' ', 'g'), 160), calls, mean_exec_time, max_exec_time
from pg_stat_statements where dbid = (select oid from pg_database where datname = current_database())
order by total_exec_time desc limit 15
"""
_SIZE = "select pg_database_size(current_database()), (select count(*) from pg_stat_activity where datname = current_database())"


@dataclass(frozen=True)
class Statement:
    """A statement without its values, and how long it takes in milliseconds."""

    text: str
    calls: int
    mean: float
    longest: float


@dataclass(frozen=True)
class Database:
    """The database's size in bytes and its open connections."""

    size: int
    connections: int


def slowest() -> list[Statement] | None:
    """The statements that took most time together; None where the server keeps no count."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_KEPT)
            if not cursor.fetchone()[0]:
                return None
            cursor.execute(_SLOWEST)
            return [Statement(*row) for row in cursor.fetchall()]
    except DatabaseError:
        return None  # the extension is there, but not loaded by the server


def database() -> Database:
    """How large and how busy it is."""
    with connection.cursor() as cursor:
        cursor.execute(_SIZE)
        return Database(*cursor.fetchone())
