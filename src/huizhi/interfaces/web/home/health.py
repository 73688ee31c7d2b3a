"""Whether this process can do its work."""

from django.db import DatabaseError, connections


def missing() -> list[str]:
    """What is not there, in words for an operator; empty when all is well."""
    found = []
    for alias in ("default", "public"):
        try:
            with connections[alias].cursor() as cursor:
                cursor.execute("select to_regclass('django_migrations') is not null")
                row = cursor.fetchone()
        except DatabaseError as error:
            found.append(f"database {alias}: {type(error).__name__}")
            continue
        if row is None or not row[0]:
            found.append(f"database {alias}: not migrated")
    return found
