"""The officer's search and the file of one entity, 一企一档."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from huizhi.domains.legal_entities import queries, services
from huizhi.domains.legal_entities.choices import Kind, Status
from huizhi.domains.legal_entities.forms import MergeInto, Reason, RecordEvent
from huizhi.domains.legal_entities.life_cycle import possible
from huizhi.domains.legal_entities.queries.files import OFFICIAL, OWN, EntityFile, Line, said, scheme_label
from huizhi.domains.legal_entities.views.asking import BADGES, Asked, answer_page
from huizhi.domains.legal_entities.views.pictures import relation_graph
from huizhi.kernel.access.types import Viewer
from huizhi.kernel.parties import services as parties
from huizhi.kit.access import access, viewer_of
from huizhi.kit.errors import NotFound
from huizhi.kit.forms import Form, done, form_from
from huizhi.lib import clock
from huizhi.lib.refusal import Refusal

SEE = "legal_entities.search"
RECORD = "legal_entities.record_event"
MERGE = "parties.merge_parties"
TABS = ("overview", "timeline", "facts", "relations", "identity")


@access(capability=SEE)
@require_safe
def officer_entities(request: HttpRequest) -> HttpResponse:
    """Entities in the officer's own scope; with `whole=1` everywhere, for the register is public."""
    whole = request.GET.get("whole") == "1"
    inside = "" if whole else (viewer_of(request).scope_code or "")
    context = answer_page(Asked.read(request), inside=inside if len(inside) >= 4 else "")
    return render(
        request,
        "legal_entities/search.html",
        context | {"frame": "kit/officer.html", "page": "officer_entity", "whole": whole, "scoped": len(inside) >= 4 or whole},
    )


@access(capability=SEE)
@require_safe
def officer_entity(request: HttpRequest, code: str) -> HttpResponse:
    """The file of one entity, one tab at a time."""
    tab = request.GET.get("tab", "")
    file = queries.entity_file(code, view=OFFICIAL)
    return render(request, "legal_entities/file.html", _page(file, tab if tab in TABS else "overview", viewer_of(request)))


def _page(file: EntityFile, tab: str, viewer: Viewer) -> dict[str, Any]:
    entity = file.entity
    base = reverse("officer_entity", args=[entity.code])
    titles = {
        "overview": (_("概览"), None),
        "timeline": (_("时间线"), len(file.timeline)),
        "facts": (_("归集事实"), len(file.facts)),
        "relations": (_("关系"), None),
        "identity": (_("标识与合并"), len(file.identifiers)),
    }
    context: dict[str, Any] = {
        "file": file,
        "tab": tab,
        "tabs": [(key, title, f"{base}?tab={key}", count) for key, (title, count) in titles.items()],
        "kind": Kind(entity.kind).label,
        "status": Status(entity.status).label,
        "badge": BADGES.get(Status(entity.status), ""),
        "can_record": viewer.can(RECORD) and bool(possible(entity.status)),
        "can_merge": viewer.can(MERGE),
        "crumbs": [(_("主体查询"), reverse("officer_entities")), (entity.name, "")],
    }
    if tab == "facts":
        context["facts"] = [Line(f.kind, said(f.value), f.source, f.on, f.visibility) for f in file.facts]
    if tab == "relations":
        ties = queries.relations(entity)
        hrefs = {t.code: reverse("officer_entity", args=[t.code]) for t in ties if t.code}
        context |= {"ties": ties, "hrefs": hrefs, "graph": relation_graph(entity.name, ties, hrefs) if ties else None}
    if tab == "identity":
        context["codes"] = [(scheme_label(i.scheme), i.value, i.since, i.until) for i in file.identifiers]
        context["judged"] = {m.pk: [j for j in file.judgements if j.merge_id == m.pk] for m in file.merges}
    return context


@access(capability=RECORD)
@require_http_methods(["GET", "POST"])
def record_event(request: HttpRequest, code: str) -> HttpResponse:
    """Record one event that changes the entity's state."""
    entity = _own(request, code)
    form = form_from(RecordEvent, request, possible=possible(entity.status), prefix=None)
    if request.method == "POST" and form.is_valid():
        try:
            services.record_event(code=code, by=viewer_of(request).name, at=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return done(request, form, reverse("officer_entity", args=[code]), _("已登记"))
    return _form_page(request, entity.name, code, form, _("登记生命周期事件"), _("登记"))


@access(capability=MERGE)
@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, code: str) -> HttpResponse:
    """Judge that another entity is this one."""
    entity = queries.entity_with(code)
    form = form_from(MergeInto, request)
    if request.method == "POST" and form.is_valid():
        viewer = viewer_of(request)
        try:
            other = queries.entity_with(form.cleaned_data["other"].strip().upper())
            parties.merge(
                kept=entity.pk,
                other=other.pk,
                reason=form.cleaned_data["reason"],
                by=viewer.name,
                at=clock.now(),
                scope_code=viewer.scope_code or "",
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return done(request, form, reverse("officer_entity", args=[code]) + "?tab=identity", _("已合并，可随时拆分"))
    return _form_page(request, entity.name, code, form, _("合并重复主体"), _("合并"))


@access(capability=MERGE)
@require_http_methods(["GET", "POST"])
def part(request: HttpRequest, code: str, merge_id: int) -> HttpResponse:
    """Take a merge back."""
    file = queries.entity_file(code, view=OFFICIAL)
    if not any(m.pk == merge_id for m in file.merges):
        raise NotFound(_("没有这条合并记录"))
    form = form_from(Reason, request)
    if request.method == "POST" and form.is_valid():
        viewer = viewer_of(request)
        try:
            parties.part(
                merge_id=merge_id,
                reason=form.cleaned_data["reason"],
                by=viewer.name,
                at=clock.now(),
                scope_code=viewer.scope_code or "",
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return done(request, form, reverse("officer_entity", args=[code]) + "?tab=identity", _("已拆分，两边恢复原状"))
    return _form_page(request, file.entity.name, code, form, _("拆分已合并的主体"), _("拆分"))


def _own(request: HttpRequest, code: str) -> Any:
    """An entity that the officer's organ is competent for; the register is public, acts on it are not."""
    entity = queries.entity_with(code)
    if not entity.scope_code.startswith(viewer_of(request).scope_code or "-"):
        raise NotFound(_("该主体不在您的管辖范围"))
    return entity


def _form_page(request: HttpRequest, name: str, code: str, form: Form, title: str, label: str) -> HttpResponse:
    back = reverse("officer_entity", args=[code])
    context = {
        "form": form,
        "heading": title,
        "label": label,
        "name": name,
        "back": back,
        "crumbs": [(_("主体查询"), reverse("officer_entities")), (name, back), (title, "")],
    }
    return render(request, "legal_entities/form.html", context, status=422 if form.errors else 200)


@access(enterprise=True)
@require_safe
def own_entity(request: HttpRequest) -> HttpResponse:
    """What the state knows about the enterprise itself, and what of it is public."""
    party = viewer_of(request).party_id
    code = queries.code_of(party) if party is not None else ""
    if not code:
        return render(request, "legal_entities/own.html", {"file": None})
    file = queries.entity_file(code, view=OWN)
    ties = queries.relations(file.entity)
    context = {
        "file": file,
        "ties": ties,
        "facts": [Line(f.kind, said(f.value), f.source, f.on, f.visibility) for f in file.facts],
        "kind": Kind(file.entity.kind).label,
        "status": Status(file.entity.status).label,
        "badge": BADGES.get(Status(file.entity.status), ""),
    }
    return render(request, "legal_entities/own.html", context)
