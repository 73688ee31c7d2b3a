"""What a room puts into the shells: entries of the navigation, and searchers for the one search box.

A domain declares `NAVIGATION` and `SEARCHERS` in its `panels`; a kernel room's screens declare them in the `panels` of
their folder under `interfaces/web`. What is not declared does not exist yet, and is not shown.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from huizhi.kernel.access.types import Kind, Viewer

Words = str | Promise


class System(Enum):
    """The systems that the plan names, in its order, then what all of them rest on."""

    WORK = ("work", _("我的工作"))
    LEGAL_PERSONS = ("legal_persons", _("法人信息大平台"))
    INTERNET = ("internet", _("互联网+监管"))
    RANDOM = ("random", _("双随机、一公开"))
    SERVICES = ("services", _("一体化市场政务服务"))
    ENFORCEMENT = ("enforcement", _("一体化智慧监管执法"))
    QUALITY = ("quality", _("质量基础设施一站式服务"))
    GENERAL = ("general", _("综合业务"))
    COMMAND = ("command", _("规划与指挥"))
    FOUNDATION = ("foundation", _("法规、机构与留痕"))
    OPERATION = ("operation", _("系统运行"))

    def __init__(self, key: str, title: Words) -> None:
        self.key = key
        self.title = title


class Portal(Enum):
    """The three doors."""

    PUBLIC = "public"
    BUSINESS = "business"
    OFFICER = "officer"


@dataclass(frozen=True)
class Entry:
    """One line of a navigation. Without `capability` every user of that portal sees it."""

    title: Words
    url: str  # the name of the address
    system: System = System.GENERAL
    portal: Portal = Portal.OFFICER
    capability: str = ""
    order: int = 50
    count: Callable[[Viewer], int | None] | None = None  # a figure beside the title: what waits there
    said: Words = ""  # what one can do there, in a line: shown on the public home
    words: str = ""  # further words under which the search finds this screen, pinyin initials included

    def shown_to(self, viewer: Viewer) -> bool:
        """Whether this viewer may open it."""
        return not self.capability or viewer.can(self.capability)


@dataclass(frozen=True)
class Hit:
    """One answer of the search."""

    title: str
    url: str
    said: str = ""  # a line below the title
    badge: str = ""
    badge_kind: str = ""


@dataclass(frozen=True)
class Found:
    """What one searcher found: the first hits, and where all of them are."""

    hits: Sequence[Hit]
    all_url: str = ""
    more: bool = False


@dataclass(frozen=True)
class Searcher:
    """Finds one kind of thing. `find` is called inside the viewer's scope with the trimmed words and a limit."""

    key: str
    title: Words
    find: Callable[[Viewer, str, int], Found]
    capability: str = ""
    kinds: frozenset[Kind] = field(default_factory=lambda: frozenset(Kind))
    order: int = 50

    def open_to(self, viewer: Viewer) -> bool:
        """Whether this viewer may search there."""
        return viewer.kind in self.kinds and (not self.capability or viewer.can(self.capability))


@dataclass(frozen=True)
class Notice:
    """Something that the officer's or the enterprise's home must show: what waits, until when."""

    title: str
    url: str
    said: str = ""
    kind: str = ""  # "" | act | done | due | danger
    count: int | None = None
    badge: Words = ""  # a state in a word, drawn by its kind


@dataclass(frozen=True)
class HomePart:
    """A part of a home page that a room fills: `WORK` in its panels."""

    title: Words
    rows: Callable[[Viewer], Sequence[Notice]]
    portal: Portal = Portal.OFFICER
    capability: str = ""
    order: int = 50
