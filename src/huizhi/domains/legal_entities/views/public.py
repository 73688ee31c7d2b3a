"""What everybody may see: search, the page of one entity, open statistics."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from huizhi.domains.legal_entities import queries
from huizhi.domains.legal_entities.choices import Kind, Status
from huizhi.domains.legal_entities.queries.counts import DEFINITION
from huizhi.domains.legal_entities.queries.files import PUBLIC
from huizhi.domains.legal_entities.queries.places import division_names
from huizhi.domains.legal_entities.views.asking import BADGES, Asked, answer_page
from huizhi.domains.legal_entities.views.pictures import pictures
from huizhi.kit.access import access


@access(public=True, limit="search")
@require_safe
def entities(request: HttpRequest) -> HttpResponse:
    """One box: name, code, initials or address."""
    context = answer_page(Asked.read(request), inside="")
    return render(request, "legal_entities/search.html", context | {"frame": "kit/public.html", "page": "entity"})


@access(public=True, limit="search")
@require_safe
def entity(request: HttpRequest, code: str) -> HttpResponse:
    """The public page of one entity."""
    file = queries.entity_file(code, view=PUBLIC)
    if file.speaks_for:
        return redirect("entity", code=file.speaks_for)
    context = {
        "file": file,
        "kind": Kind(file.entity.kind).label,
        "status": Status(file.entity.status).label,
        "badge": BADGES.get(Status(file.entity.status), ""),
        "crumbs": [(_("查询主体"), reverse("entities")), (file.entity.name, "")],
    }
    return render(request, "legal_entities/entity.html", context)


@access(public=True)
@require_safe
def statistics(request: HttpRequest) -> HttpResponse:
    """How many there are: by place, sector and kind, and how that moves."""
    asked = request.GET.get("place", "")
    place = asked if asked.isascii() and asked.isdigit() and len(asked) in (4, 6) else ""
    name = division_names([place.ljust(6, "0")]).get(place.ljust(6, "0"), "") if place else _("全省")
    context = {
        "place": place,
        "place_name": name,
        "stock": queries.stock(place),
        "pictures": pictures(place, reverse("entity_statistics")),
        "definition": DEFINITION,
        "crumbs": [
            (_("查询主体"), reverse("entities")),
            (_("主体统计"), reverse("entity_statistics") if place else ""),
            *([(name, "")] if place else []),
        ],
    }
    return render(request, "legal_entities/statistics.html", context)
