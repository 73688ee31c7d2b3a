"""The homes in the navigation, and the screens themselves as something one can search for."""

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from huizhi.interfaces.web.rooms import entries
from huizhi.kernel.access.types import Kind, Viewer
from huizhi.kit.navigation import Entry, Found, Hit, Portal, Searcher, System

NAVIGATION = [
    Entry(_("首页"), "public_home", portal=Portal.PUBLIC, order=0),
    Entry(_("企业首页"), "business_home", portal=Portal.BUSINESS, order=0),
    Entry(_("工作台"), "officer_home", system=System.WORK, order=0, words="home desk gongzuotai gzt"),
]


def find_screens(viewer: Viewer, words: str, limit: int) -> Found:
    """Screens by name, for whoever may open them."""
    wanted = words.casefold()
    portals = {Portal.PUBLIC}
    if viewer.kind in {Kind.OFFICER, Kind.OPERATOR}:
        portals.add(Portal.OFFICER)
    if viewer.kind is Kind.ENTERPRISE:
        portals.add(Portal.BUSINESS)
    hits = []
    for entry in entries():
        if entry.portal in portals and entry.shown_to(viewer) and wanted in f"{entry.title} {entry.words}".casefold():
            try:
                hits.append(Hit(str(entry.title), reverse(entry.url), str(entry.system.title)))
            except NoReverseMatch:
                continue
    return Found(hits[:limit], more=len(hits) > limit)


SEARCHERS = [Searcher("screens", _("页面"), find_screens, order=90)]
