"""The database roles and the database itself: what each role may be, and how it is made when missing."""

from typing import Any

import psycopg
from psycopg import sql

from huizhi.interfaces.cli.postgres.server import APP, EXPORT, OWNER, PUBLIC

# Nobody here is a superuser. The export role reads dataset views across all scopes, hence BYPASSRLS.
ATTRIBUTES = {
    OWNER: "LOGIN NOSUPERUSER CREATEDB NOCREATEROLE NOBYPASSRLS NOREPLICATION",
    APP: "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOREPLICATION",
    PUBLIC: "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOREPLICATION",
    EXPORT: "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE BYPASSRLS NOREPLICATION",
}

Connection = psycopg.Connection[tuple[Any, ...]]


def existing_roles(connection: Connection) -> set[str]:
    """Which of our roles the server knows already."""
    rows = connection.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)", [list(ATTRIBUTES)]).fetchall()
    return {row[0] for row in rows}


def create_role(connection: Connection, role: str, password: str) -> None:
    """One login role with exactly its attributes."""
    connection.execute(
        sql.SQL("CREATE ROLE {} " + ATTRIBUTES[role] + " PASSWORD {}").format(sql.Identifier(role), sql.Literal(password))
    )


def database_owner(connection: Connection, database: str) -> tuple[str, str, str] | None:
    """(owner, collation, encoding) of a database, or nothing when it does not exist."""
    row = connection.execute(
        "SELECT pg_get_userbyid(datdba), datcollate, pg_encoding_to_char(encoding) FROM pg_database WHERE datname = %s",
        [database],
    ).fetchone()
    return (row[0], row[1], row[2]) if row else None


def create_database(connection: Connection, database: str) -> None:
    """Codes are compared byte by byte (scope ranges), Chinese is ordered by a stored pinyin key: collation C.UTF-8."""
    connection.execute(
        sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'").format(
            sql.Identifier(database), sql.Identifier(OWNER)
        )
    )
