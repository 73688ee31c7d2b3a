"""What stands around every page: the portals' navigation, the foot."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject

from huizhi.interfaces.web.inbox.panels import Badge
from huizhi.interfaces.web.ledger.panels import foot_head
from huizhi.interfaces.web.rooms import entries
from huizhi.kernel.access.services import scope
from huizhi.kernel.access.types import PUBLIC_VIEWER, Kind, Viewer
from huizhi.kit.navigation import Entry, Portal, System, Words

_TEMPLATES = {
    Kind.OFFICER: "kit/officer.html",
    Kind.OPERATOR: "kit/officer.html",
    Kind.ENTERPRISE: "kit/business.html",
}


@dataclass(frozen=True)
class Line:
    """A line of the navigation as it is drawn."""

    title: Words
    url: str
    current: bool
    count: int | None
    said: Words = ""


@dataclass(frozen=True)
class Group:
    """The lines of one system."""

    key: str
    title: Words
    entries: list[Line]


class Navigation:
    """The lines of each portal, made when a template asks for them."""

    def __init__(self, path: str, viewer: Viewer) -> None:
        self.path = path
        self.viewer = viewer

    @cached_property
    def public(self) -> list[Line]:
        """The public portal's lines, the same for everybody."""
        return [line for _, line in self._lines(Portal.PUBLIC)]

    @cached_property
    def business(self) -> list[Line]:
        """An enterprise's lines."""
        return [line for _, line in self._lines(Portal.BUSINESS)]

    @cached_property
    def officer(self) -> list[Group]:
        """An officer's lines, by system; a system without a line is not shown."""
        lines = self._lines(Portal.OFFICER)
        groups = [Group(s.key, s.title, [line for system, line in lines if system is s]) for s in System]
        return [group for group in groups if group.entries]

    def _lines(self, portal: Portal) -> list[tuple[System, Line]]:
        shown = [entry for entry in entries() if entry.portal is portal and entry.shown_to(self.viewer)]
        addressed = [(entry, url) for entry in shown if (url := _address(entry))]
        here = _current(self.path, [url for _, url in addressed])
        return [(entry.system, Line(entry.title, url, url == here, self._count(entry), entry.said)) for entry, url in addressed]

    def _count(self, entry: Entry) -> int | None:
        if entry.count is None:
            return None
        with scope(self.viewer):  # a page that is open to all runs in nobody's scope, whoever looks
            return entry.count(self.viewer)


def around(request: HttpRequest) -> dict[str, Any]:
    """Context of every page; `shell_template` is the frame of whoever looks, for pages that several portals show."""
    viewer: Viewer = getattr(request, "viewer", PUBLIC_VIEWER)
    return {
        "navigation": Navigation(request.path, viewer),
        "shell_template": _TEMPLATES.get(viewer.kind, "kit/public.html"),
        "inbox": Badge(viewer),
        "ledger_head": SimpleLazyObject(foot_head),
    }


def _address(entry: Entry) -> str:
    try:
        return reverse(entry.url)
    except NoReverseMatch:
        return ""


def _current(path: str, urls: list[str]) -> str:
    """The entry whose address is the longest beginning of this path."""
    homes = {"/", "/officer/", "/business/"}
    return max((u for u in urls if path == u or (u not in homes and path.startswith(u))), key=len, default="")
