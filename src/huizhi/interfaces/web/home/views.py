"""The homes of the three portals, the one search, the language switch."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.views import i18n
from django.views.decorators.http import require_GET, require_POST

from huizhi.interfaces.web.home import health
from huizhi.interfaces.web.rooms import home_parts, searchers
from huizhi.kernel.access.services import scope
from huizhi.kernel.access.types import PUBLIC_VIEWER, Kind, Viewer
from huizhi.kit.access import access, viewer_of
from huizhi.kit.navigation import Found, Notice, Portal, Searcher, Words

HITS_ON_PAGE = 10
HITS_IN_OVERLAY = 5


@dataclass(frozen=True)
class Part:
    """A part of a home, filled."""

    title: Words
    rows: list[Notice]


@dataclass(frozen=True)
class Answers:
    """What one searcher answered."""

    searcher: Searcher
    found: Found


@access(public=True)
@require_GET
def public_home(request: HttpRequest) -> HttpResponse:
    """One search box, and what one can do here."""
    return render(request, "web/public_home.html", {"parts": _parts(PUBLIC_VIEWER, Portal.PUBLIC)})


@access(enterprise=True)
@require_GET
def business_home(request: HttpRequest) -> HttpResponse:
    """What this enterprise must do, by when."""
    return render(request, "web/business_home.html", {"parts": _parts(viewer_of(request), Portal.BUSINESS)})


@access(signed_in=True)
@require_GET
def officer_home(request: HttpRequest) -> HttpResponse:
    """What waits for this officer."""
    viewer = viewer_of(request)
    if viewer.kind is Kind.ENTERPRISE:
        return HttpResponseRedirect("/business/")
    return render(request, "web/officer_home.html", {"parts": _parts(viewer, Portal.OFFICER)})


def _parts(viewer: Viewer, portal: Portal) -> list[Part]:
    shown = [p for p in home_parts() if p.portal is portal and (not p.capability or viewer.can(p.capability))]
    return [Part(part.title, list(part.rows(viewer))) for part in shown]


@access(public=True, limit="search")
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """The one search: each kind of thing that this viewer may look for, in the viewer's own scope."""
    viewer = viewer_of(request)
    words = request.GET.get("q", "").strip()[:100]
    in_overlay = "part" in request.GET
    answers: list[Answers] = []
    if words:
        with scope(viewer):
            answers = _answers(viewer, words, HITS_IN_OVERLAY if in_overlay else HITS_ON_PAGE)
    template = "web/parts/answers.html" if in_overlay else "web/search.html"
    return render(request, template, {"answers": answers, "words": words, "crumbs": [(_("搜索"), "")]})


def _answers(viewer: Viewer, words: str, limit: int) -> list[Answers]:
    asked = [(searcher, searcher.find(viewer, words, limit)) for searcher in searchers() if searcher.open_to(viewer)]
    return [Answers(searcher, found) for searcher, found in asked if found.hits]


@access(public=True)
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Remember the language in a cookie, and go back to the page."""
    return i18n.set_language(request)


@access(public=True)
@require_GET
def robots(request: HttpRequest) -> HttpResponse:
    """Crawlers may read what is public; searches and work places are not for them."""
    lines = [
        "User-agent: *",
        "Disallow: /officer/",
        "Disallow: /business/",
        "Disallow: /operate/",
        "Disallow: /search",
        "Disallow: /api/",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@access(public=True)
@require_GET
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for it by this name."""
    return HttpResponseRedirect(static("kit/mark.svg"))


@access(public=True)
@require_GET
def healthz(request: HttpRequest) -> JsonResponse:
    """This process answers."""
    return JsonResponse({"status": "ok"})


@access(public=True)
@require_GET
def readyz(request: HttpRequest) -> JsonResponse:
    """This process can do its work: the database answers and is migrated."""
    missing = health.missing()
    return JsonResponse({"status": "ready" if not missing else "not ready", "missing": missing}, status=503 if missing else 200)
