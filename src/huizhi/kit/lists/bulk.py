"""Acts on many rows at once: first what will happen to each, then the act."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from huizhi.kernel.access.types import Viewer
from huizhi.kit.navigation import Words

MOST_AT_ONCE = 5_000  # more than this is a background job over the filter, not a form full of ids


@dataclass(frozen=True)
class PreviewRow:
    """What will happen to one row, or why it will not."""

    title: str
    will: bool
    said: str = ""


@dataclass(frozen=True)
class Preview:
    """What will happen to all of them."""

    rows: Sequence[PreviewRow]
    said: str = ""

    @property
    def will(self) -> int:
        """How many rows will be changed."""
        return sum(row.will for row in self.rows)


@dataclass(frozen=True)
class Bulk:
    """An act on many rows. `act` gets the ids that the preview was made of, and returns what is to be said afterwards."""

    key: str
    title: Words
    preview: Callable[[Viewer, list[str]], Preview]
    act: Callable[[Viewer, list[str], datetime], str]
    capability: str = ""
    kind: str = ""
    rests_on: str = ""

    def open_to(self, viewer: Viewer) -> bool:
        """Whether this viewer may do it."""
        return not self.capability or viewer.can(self.capability)
