"""The rulebook in the navigation and in the search."""

from collections.abc import Callable

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from huizhi.interfaces.web.rules import speaking
from huizhi.interfaces.web.rules.lists import RULES
from huizhi.kernel.access.types import Kind, Viewer
from huizhi.kernel.rulebook import queries
from huizhi.kit.navigation import Entry, Found, Hit, HomePart, Notice, Portal, Searcher, System

VIEW = "rulebook.view_rules"
SAID = _("平台依据的法律文件和数值，各自的出处与可信度")
NAVIGATION = [
    Entry(_("法规规则"), "rules", System.FOUNDATION, capability=VIEW, order=10, words="rules faguiguize fggz guize"),
    Entry(_("法律文件"), "instruments", System.FOUNDATION, capability=VIEW, order=11, words="laws falvwenjian flwj wenhao"),
    Entry(_("新旧衔接"), "switches", System.FOUNDATION, capability=VIEW, order=12, words="which law applies xinjiuxianjie xjxj"),
    Entry(_("省级参数"), "parameters", System.FOUNDATION, capability=VIEW, order=13, words="parameters shengjicanshu sjcs"),
    Entry(_("节假日安排"), "holidays", System.FOUNDATION, capability=VIEW, order=14, words="holidays jiejiari jjr workday"),
    Entry(_("法规"), "public_instruments", portal=Portal.PUBLIC, order=60, said=SAID, words="laws rules fagui fg"),
]


def find_instruments(address: str) -> Callable[[Viewer, str, int], Found]:
    """Instruments by any of their names."""

    def find(viewer: Viewer, words: str, limit: int) -> Found:
        found = queries.find_instruments(words)
        held = queries.book().instruments
        hits = [
            Hit(speaking.name(held[key]), reverse(address, args=[key]), held[key].document_number or "") for key in found[:limit]
        ]
        return Found(hits, more=len(found) > limit)

    return find


def find_rules(viewer: Viewer, words: str, limit: int) -> Found:
    """Rules by name."""
    named = queries.values().filter(Q(zh__icontains=words) | Q(en__icontains=words) | Q(rule__icontains=words))
    rows = list(named.filter(until=None).order_by("rule")[: limit + 1])
    hits = [
        Hit(speaking.name(r), reverse("rule", args=[r.rule]), speaking.bounded(r.bound, r.value, r.unit)) for r in rows[:limit]
    ]
    return Found(hits, more=len(rows) > limit)


def waiting(viewer: Viewer) -> list[Notice]:
    """Values that nobody of the legal department has confirmed: no clock may rest on them."""
    many = RULES.rows(viewer, {"unconfirmed": "1"}).count()
    return [Notice(gettext("待确认的法规数值"), reverse("rules") + "?unconfirmed=1", kind="due", count=many)] if many else []


WORK = [HomePart(_("法规规则"), waiting, capability="rulebook.confirm_value", order=40)]
_OFFICERS = frozenset({Kind.OFFICER, Kind.OPERATOR})
SEARCHERS = [
    Searcher("instruments", _("法律文件"), find_instruments("instrument"), capability=VIEW, kinds=_OFFICERS, order=60),
    Searcher(
        "public_instruments",
        _("法律文件"),
        find_instruments("public_instrument"),
        kinds=frozenset(Kind) - _OFFICERS - {Kind.SYSTEM},
        order=60,
    ),
    Searcher("rules", _("法规规则"), find_rules, capability=VIEW, kinds=_OFFICERS, order=61),
]
