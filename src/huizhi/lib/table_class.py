"""The five classes of table, which decide who may read and write a row (docs/adr/0005-access.md)."""

from enum import StrEnum


class TableClass(StrEnum):
    """What a table holds, and so which fence the database puts around it."""

    REFERENCE = "reference"  # organs, posts, rules, calendars: no policy, read-only to the application
    PUBLIC = "public"  # projections for public pages, feeds and public search
    SCOPED = "scoped"  # internal facts: visible inside the reader's range of scope codes
    CHILD = "child"  # visible when its parent row is
    SEALED = "sealed"  # no grant at all: read through one function
