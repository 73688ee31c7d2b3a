"""The register in the navigation, in the one search box and on the officer's home."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from huizhi.domains.legal_entities import queries
from huizhi.domains.legal_entities.choices import Status
from huizhi.kernel.access.types import Kind, Viewer
from huizhi.kernel.parties import queries as parties
from huizhi.kit.navigation import Entry, Found, Hit, HomePart, Notice, Portal, Searcher, System
from huizhi.lib.refusal import Refusal

NAVIGATION = [
    Entry(
        _("查询主体"), "entities", system=System.LEGAL_PERSONS, portal=Portal.PUBLIC, order=10, words="search chaxun zhuti cxzt"
    ),
    Entry(
        _("主体统计"),
        "entity_statistics",
        system=System.LEGAL_PERSONS,
        portal=Portal.PUBLIC,
        order=20,
        words="statistics tongji zttj",
    ),
    Entry(_("本企业档案"), "own_entity", system=System.LEGAL_PERSONS, portal=Portal.BUSINESS, order=10, words="bqyda"),
    Entry(
        _("主体查询"),
        "officer_entities",
        system=System.LEGAL_PERSONS,
        capability="legal_entities.search",
        order=10,
        words="entity zhuti chaxun ztcx yqyd",
    ),
    Entry(
        _("主体导入"),
        "imports",
        system=System.LEGAL_PERSONS,
        capability="legal_entities.import_file",
        order=20,
        words="import daoru ztdr",
    ),
    Entry(
        _("待匹配事实"),
        "unmatched",
        system=System.LEGAL_PERSONS,
        capability="parties.match_facts",
        order=30,
        words="unmatched dppss",
    ),
]


def _find(viewer: Viewer, words: str, limit: int) -> Found:
    """The first entities of the viewer's scope; the public's search has the whole register."""
    officer = viewer.kind is Kind.OFFICER
    inside = viewer.scope_code or "" if officer else ""
    page, all_page = ("officer_entity", "officer_entities") if officer else ("entity", "entities")
    try:
        answer = queries.find(words, place=inside if len(inside) >= 4 else "", limit=limit)
    except Refusal:
        return Found(())
    hits = [
        Hit(h.name, reverse(page, args=[h.code]), f"{h.code} · {h.address}", str(Status(h.status).label)) for h in answer.hits
    ]
    return Found(hits, f"{reverse(all_page)}?{urlencode({'q': words})}", answer.total > len(hits))


SEARCHERS = [Searcher("entities", _("经营主体"), _find, order=10)]


def _waiting(viewer: Viewer) -> Sequence[Notice]:
    waiting = sum(rate.waiting for rate in parties.match_rates())
    if not waiting:
        return ()
    return (Notice(said("待匹配事实"), reverse("unmatched"), said("有事实尚未归集到主体名下"), "due", waiting),)


WORK = [HomePart(_("归集"), _waiting, capability="parties.match_facts", order=60)]
