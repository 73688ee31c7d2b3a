"""Organs, divisions, officers and powers in the navigation; organs in the search; certificates on the desk."""

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from huizhi.kernel.access.types import Kind, Viewer
from huizhi.kernel.organisations import queries
from huizhi.kit.navigation import Entry, Found, Hit, HomePart, Notice, Portal, Searcher, System
from huizhi.lib import clock
from huizhi.lib.calendar import legal_day

NAVIGATION = [
    Entry(_("监管机构"), "public_organs", portal=Portal.PUBLIC, order=60, said=_("哪个市场监管部门管哪里、可以做什么")),
    Entry(_("机构"), "organisations", System.FOUNDATION, capability="organisations.view_tree", order=30, words="organs jigou jg"),
    Entry(
        _("行政区划"),
        "divisions",
        System.FOUNDATION,
        capability="organisations.view_tree",
        order=31,
        words="divisions xingzheng quhua xzqh",
    ),
    Entry(_("权责清单"), "powers", System.FOUNDATION, capability="organisations.view_tree", order=32, words="powers quanze qzqd"),
    Entry(
        _("执法人员"),
        "officers",
        System.FOUNDATION,
        capability="organisations.view_officers",
        order=33,
        words="officers zhifa renyuan zfry",
    ),
    Entry(
        _("执法证"),
        "certificates",
        System.FOUNDATION,
        capability="organisations.view_officers",
        order=34,
        words="certificates zhifazheng zfz",
    ),
    Entry(
        _("导入机构与人员"),
        "import_organisations",
        System.FOUNDATION,
        capability="organisations.import_tables",
        order=35,
        words="import daoru drjg",
    ),
]


def find_organs(viewer: Viewer, words: str, limit: int) -> Found:
    """Organs by name or scope code."""
    organs = queries.organs_named(words, limit=limit + 1)
    address = "organ" if viewer.can("organisations.view_tree") else "public_organ"
    hits = [Hit(o.name, reverse(address, args=[o.scope_code]), o.scope_code) for o in organs[:limit]]
    return Found(hits, more=len(organs) > limit)


def expiring(viewer: Viewer) -> list[Notice]:
    """Certificates that expire within 30 days or have expired."""
    today = legal_day(clock.now())
    found = queries.certificates_expiring(today=today, within=30, limit=100)
    if not found:
        return []
    late = sum(1 for one in found if one.expires_on < today)
    said = _now("其中已过期 %(count)d") % {"count": late} if late else ""
    url = reverse("certificates") + "?expiring=1"
    return [Notice(_now("执法证将到期"), url, said, "danger" if late else "due", len(found))]


SEARCHERS = [Searcher("organs", _("机构"), find_organs, kinds=frozenset({Kind.PUBLIC, Kind.OFFICER, Kind.OPERATOR}), order=60)]
WORK = [HomePart(_("执法证"), expiring, capability="organisations.view_officers", order=70)]
