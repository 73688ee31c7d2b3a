"""How many rows a list has: exact, or said not to be."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

COUNTED = 10_000  # counting further costs more than it tells, until somebody asks for it


@dataclass(frozen=True)
class Count:
    """A number of rows, and whether it is exact."""

    number: int
    exact: bool

    def __str__(self) -> str:
        if self.exact:
            return _("共 %(n)s 条") % {"n": f"{self.number:,}"}
        return _("超过 %(n)s 条（未逐条计数）") % {"n": f"{self.number:,}"}


def count(rows: QuerySet[Any], *, whole: bool) -> Count:
    """Count all rows, or up to `COUNTED`."""
    if whole:
        return Count(rows.count(), exact=True)
    found = rows.order_by()[: COUNTED + 1].count()
    return Count(min(found, COUNTED), exact=found <= COUNTED)
