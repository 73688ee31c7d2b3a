"""The ledger in the navigation, and its head at the foot of every page."""

import time
from dataclasses import dataclass

from django.db import Error, connections
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from huizhi.kernel.access.services import scope
from huizhi.kernel.access.types import PUBLIC_VIEWER
from huizhi.kernel.ledger import queries
from huizhi.kit.navigation import Entry, Portal, System

WORDS = "ledger liuhen lh"
NAVIGATION = [
    Entry(_("留痕日志"), "ledger", portal=Portal.PUBLIC, order=80, said=_("核对办理记录有没有被改动"), words=WORDS),
    Entry(_("留痕日志"), "ledger", system=System.FOUNDATION, order=80, words=WORDS),
]
SECONDS_KEPT = 5.0
_kept: dict[str, tuple[float, "FootHead | None"]] = {}


@dataclass(frozen=True)
class FootHead:
    """The head as the foot of a page shows it: whoever keeps the page keeps a witness."""

    origin: str
    size: int
    root: str
    url: str


def foot_head() -> FootHead | None:
    """The latest head, asked for at most every few seconds in each process."""
    database = str(connections["public"].settings_dict["NAME"])
    at, found = _kept.get(database, (0.0, None))
    if at and time.monotonic() - at < SECONDS_KEPT:
        return found
    try:
        with scope(PUBLIC_VIEWER):
            head = queries.latest_head()
    except Error:
        return None  # the page itself will say what is wrong
    found = FootHead(head.origin, head.size, head.root.hex(), reverse("ledger")) if head else None
    _kept[database] = (time.monotonic(), found)
    return found
