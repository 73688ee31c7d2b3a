"""Filters of a list. Each reads its own words in the address and narrows the set; what it cannot read it says."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from huizhi.kit.navigation import Words

Rows = QuerySet[Any]
Choices = Sequence[tuple[str, Words]]


class Unreadable(ValueError):
    """What stands in the address is no value for this filter."""


@dataclass(frozen=True)
class Filter:
    """A filter whose narrowing the screen itself says."""

    key: str
    title: Words
    narrow: Callable[[Rows, str], Rows] | None = None
    wide: bool = False
    kind = "text"

    def names(self) -> tuple[str, ...]:
        """The names under which its words stand in the address."""
        return (self.key,)

    def apply(self, rows: Rows, given: Mapping[str, str]) -> Rows:
        """The rows that pass."""
        said = given.get(self.key, "").strip()
        return self.narrow(rows, said) if said and self.narrow else rows

    def spoken(self, given: Mapping[str, str]) -> str:
        """The filter in words, empty when it is not set."""
        said = given.get(self.key, "").strip()
        return f"{self.title}：{said}" if said else ""


@dataclass(frozen=True)
class TextFilter(Filter):
    """Words that one of the fields begins with or, with `anywhere`, holds. Needs an index that serves it at full size."""

    fields: tuple[str, ...] = ()
    anywhere: bool = False

    def apply(self, rows: Rows, given: Mapping[str, str]) -> Rows:
        said = given.get(self.key, "").strip()
        if not said or self.narrow:
            return super().apply(rows, given)
        lookup = "icontains" if self.anywhere else "startswith"
        wanted = Q()
        for field in self.fields:
            wanted |= Q(**{f"{field}__{lookup}": said})
        return rows.filter(wanted)


@dataclass(frozen=True)
class ChoiceFilter(Filter):
    """One of few values; `choices` may be a function when they come from a table."""

    choices: Choices | Callable[[], Choices] = ()
    field: str = ""
    kind = "choice"

    def options(self) -> Choices:
        """The values with their labels."""
        return self.choices() if callable(self.choices) else self.choices

    def apply(self, rows: Rows, given: Mapping[str, str]) -> Rows:
        said = given.get(self.key, "")
        if not said:
            return rows
        if said not in {str(value) for value, _label in self.options()}:
            raise Unreadable(_("“%(filter)s”没有“%(value)s”这一项") % {"filter": self.title, "value": said[:40]})
        return self.narrow(rows, said) if self.narrow else rows.filter(**{self.field or self.key: said})

    def spoken(self, given: Mapping[str, str]) -> str:
        said = given.get(self.key, "")
        label = next((str(label) for value, label in self.options() if str(value) == said), said)
        return f"{self.title}：{label}" if said else ""


@dataclass(frozen=True)
class DayFilter(Filter):
    """From a day to a day, both included; the field is a date."""

    field: str = ""
    kind = "days"

    def names(self) -> tuple[str, ...]:
        return (f"{self.key}_from", f"{self.key}_to")

    def apply(self, rows: Rows, given: Mapping[str, str]) -> Rows:
        since, until = (self._day(given.get(key, "")) for key in self.names())
        name = self.field or self.key
        if since:
            rows = rows.filter(**{f"{name}__gte": since})
        return rows.filter(**{f"{name}__lte": until}) if until else rows

    def _day(self, said: str) -> date | None:
        try:
            return date.fromisoformat(said) if said else None
        except ValueError as error:
            raise Unreadable(_("“%(filter)s”不是日期：%(value)s") % {"filter": self.title, "value": said[:40]}) from error

    def spoken(self, given: Mapping[str, str]) -> str:
        since, until = (given.get(key, "") for key in self.names())
        return f"{self.title}：{since} – {until}" if since or until else ""


@dataclass(frozen=True)
class FlagFilter(Filter):
    """Only the rows for which something holds."""

    condition: Q | None = None
    kind = "flag"

    def apply(self, rows: Rows, given: Mapping[str, str]) -> Rows:
        if given.get(self.key) != "1":
            return rows
        return self.narrow(rows, "1") if self.narrow else rows.filter(self.condition or Q())

    def spoken(self, given: Mapping[str, str]) -> str:
        return str(self.title) if given.get(self.key) == "1" else ""
