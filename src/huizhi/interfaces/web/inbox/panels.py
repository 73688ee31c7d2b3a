"""The inbox in the navigation and the number beside it."""

from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from huizhi.kernel.access.services import scope
from huizhi.kernel.access.types import Viewer
from huizhi.kernel.notices import queries
from huizhi.kit.navigation import Entry, HomePart, Notice, Portal, System
from huizhi.lib.calendar import legal_day


def unread(viewer: Viewer) -> int | None:
    """How many messages the viewer has not read."""
    return queries.unread(account=viewer.account_uuid) if viewer.is_signed_in and viewer.account_uuid else None


@dataclass
class Badge:
    """What the header shows: asked only when a template shows it."""

    viewer: Viewer

    def __bool__(self) -> bool:
        return self.viewer.is_signed_in and bool(self.viewer.account_uuid)

    @property
    def url(self) -> str:
        """Where the inbox is."""
        return reverse("inbox")

    @cached_property
    def unread(self) -> int:
        """How many are unread."""
        with scope(self.viewer):  # a page that is open to all runs in nobody's scope, whoever looks
            return unread(self.viewer) or 0


def latest(viewer: Viewer) -> list[Notice]:
    """The latest unread messages."""
    english = (get_language() or "").startswith("en")
    lines = queries.inbox(account=viewer.account_uuid, english=english, unread_only=True, limit=6)
    return [Notice(line.title, reverse("inbox_message", args=[line.uuid]), f"{legal_day(line.at)}", "act") for line in lines]


NAVIGATION = [
    Entry(_("消息"), "inbox", portal=Portal.BUSINESS, order=80, count=unread),
    Entry(_("消息"), "inbox", system=System.WORK, order=10, words="inbox messages xiaoxi xx"),
]
WORK = [
    HomePart(_("未读消息"), latest, portal=Portal.OFFICER, order=10),
    HomePart(_("未读消息"), latest, portal=Portal.BUSINESS, order=10),
]
