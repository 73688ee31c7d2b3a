"""Organs, divisions and powers: pages that read."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from huizhi.kernel.access.types import Level
from huizhi.kernel.organisations import queries
from huizhi.kernel.organisations.models import Organ
from huizhi.kit.access import access, viewer_of
from huizhi.kit.errors import NotFound
from huizhi.kit.navigation import Words
from huizhi.lib import clock
from huizhi.lib.calendar import legal_day

SEE = "organisations.view_tree"
LEVELS: dict[str, Words] = {
    "province": gettext_lazy("省级"),
    "prefecture": gettext_lazy("市州级"),
    "county": gettext_lazy("县级"),
    "station": gettext_lazy("所（乡镇街道）"),
}
POWER_KINDS: dict[str, Words] = {
    "licence": gettext_lazy("行政许可"),
    "penalty": gettext_lazy("行政处罚"),
    "coercion": gettext_lazy("行政强制"),
    "inspection": gettext_lazy("行政检查"),
    "confirmation": gettext_lazy("行政确认"),
    "reward": gettext_lazy("行政奖励"),
    "ruling": gettext_lazy("行政裁决"),
    "other": gettext_lazy("其他行政权力"),
}
FIRST_YEAR = 1994


@dataclass
class Node:
    """An organ in the drawn tree."""

    title: str
    href: str
    note: str = ""
    open: bool = False
    children: list["Node"] = field(default_factory=list)


def _nodes(address: str) -> list[Node]:
    """Province, prefectures and counties; stations stand on their county's page."""
    made: dict[str, Node] = {}
    roots: list[Node] = []
    for organ in queries.bureaux():
        node = Node(organ.name, reverse(address, args=[organ.scope_code]), organ.scope_code)
        made[organ.scope_code] = node
        above = made.get(organ.scope_code[:-2])
        node.open = above is None
        (above.children if above else roots).append(node)
    return roots


@access(public=True)
@require_GET
def public_organs(request: HttpRequest) -> HttpResponse:
    """Who regulates where, for everybody."""
    address = request.GET.get("address", "").strip()[:200]
    context = {
        "nodes": _nodes("public_organ"),
        "address": address,
        "read": _reading(address),
        "crumbs": [(_("监管机构"), "")],
    }
    return render(request, "web/public_organs.html", context)


def _reading(address: str) -> dict[str, Any] | None:
    if not address:
        return None
    located, competent = queries.competent_for_address(address, on=legal_day(clock.now()))
    names = queries.names_of([located.division, *located.candidates])
    return {
        "located": located,
        "competent": competent,
        "division": names.get(located.division, ""),
        "candidates": [(code, names.get(code, "")) for code in located.candidates],
        "said": [*located.said, *(one for one in competent.said if one not in located.said)],
    }


def _found(scope_code: str) -> Organ:
    organ = queries.organ(scope_code)
    if organ is None:
        raise NotFound(_("没有这个机构"))
    return organ


def _file(organ: Organ, today: date) -> dict[str, Any]:
    names = queries.names_of([served.division_code for served in queries.served(organ)])
    return {
        "organ": organ,
        "level": LEVELS[organ.level],
        "served": [(served, names.get(served.division_code, "")) for served in queries.served(organ)],
        "children": queries.children(organ.scope_code),
        "power_list": queries.power_list(organ.level, on=today),
        "powers": [(item, POWER_KINDS[item.kind]) for item in queries.powers(organ.level, on=today)],
    }


@access(public=True)
@require_GET
def public_organ(request: HttpRequest, scope_code: str) -> HttpResponse:
    """One organ: where it is, what it serves, what it may do."""
    organ = _found(scope_code)
    crumbs = [(_("监管机构"), reverse("public_organs"))]
    crumbs += [(one.name, reverse("public_organ", args=[one.scope_code])) for one in queries.path(scope_code)[:-1]]
    context = _file(organ, legal_day(clock.now())) | {"crumbs": [*crumbs, (organ.name, "")], "frame": "kit/public.html"}
    return render(request, "web/organ.html", context | {"address": "public_organ"})


@access(capability=SEE)
@require_GET
def tree(request: HttpRequest) -> HttpResponse:
    """The tree of organs."""
    address = request.GET.get("address", "").strip()[:200]
    context = {"nodes": _nodes("organ"), "address": address, "read": _reading(address), "counts": queries.organ_counts()}
    return render(request, "web/organisations.html", context | {"crumbs": [(_("机构"), "")], "levels": LEVELS})


@access(capability=SEE)
@require_GET
def organ(request: HttpRequest, scope_code: str) -> HttpResponse:
    """One organ for officers: its file, its posts, and its officers for whoever may see them."""
    found, viewer = _found(scope_code), viewer_of(request)
    crumbs = [(_("机构"), reverse("organisations"))]
    crumbs += [(one.name, reverse("organ", args=[one.scope_code])) for one in queries.path(scope_code)[:-1]]
    context = _file(found, legal_day(clock.now())) | {
        "crumbs": [*crumbs, (found.name, "")],
        "frame": "kit/officer.html",
        "address": "organ",
        "posts": queries.posts(found),
        "officers": queries.officers(organ_code=scope_code) if viewer.can("organisations.view_officers") else [],
    }
    return render(request, "web/organ.html", context)


@access(capability=SEE)
@require_GET
def divisions(request: HttpRequest) -> HttpResponse:
    """Divisions as they stood in a year, and what became of those that were abolished."""
    today = legal_day(clock.now()).year
    said, parent = request.GET.get("year", ""), request.GET.get("parent", "430000")[:9]
    year = int(said) if said.isdigit() and FIRST_YEAR <= int(said) <= today else today
    above = queries.division(parent, year=year)
    rows = queries.divisions(parent, year=year)
    context = {
        "year": year,
        "years": range(today, FIRST_YEAR - 1, -1),
        "parent": parent,
        "above": above,
        "path": queries.division_path(parent, year=year),
        "rows": [(row, LEVELS[row.level]) for row in rows],
        "successions": [one for one in queries.successions() if one.old_code.startswith(_prefix(parent))],
        "crumbs": [(_("行政区划"), "")],
    }
    return render(request, "web/divisions.html", context)


def _prefix(parent: str) -> str:
    return parent.rstrip("0") if len(parent) == 6 else parent


@access(capability=SEE)
@require_GET
def powers(request: HttpRequest) -> HttpResponse:
    """The power list of a level on a day."""
    level = request.GET.get("level", Level.COUNTY)
    level = level if level in LEVELS else Level.COUNTY.value
    today = legal_day(clock.now())
    on = _day(request.GET.get("on", ""), today)
    context = {
        "level": level,
        "on": on,
        "list": queries.power_list(level, on=on),
        "rows": [(item, POWER_KINDS[item.kind]) for item in queries.powers(level, on=on)],
        "tabs": [(key, title, f"{reverse('powers')}?level={key}&on={on}") for key, title in LEVELS.items()],
        "crumbs": [(_("权责清单"), "")],
    }
    return render(request, "web/powers.html", context)


def _day(said: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return otherwise
