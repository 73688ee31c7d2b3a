"""Sealed identities: ask, decide, open once; and the access matrix."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huizhi.interfaces.web.administration.forms import AskOpeningForm, attempt
from huizhi.interfaces.web.administration.lists import opening_state
from huizhi.kernel.access import queries, services
from huizhi.kit.access import access, viewer_of
from huizhi.kit.errors import NotFound
from huizhi.kit.forms import done, form_from
from huizhi.lib import clock


@access(capability="access.read_openings")
@require_GET
def opening(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One request: who asked why, who decided, whether it was read."""
    return _file(request, uuid)


def _file(request: HttpRequest, uuid: UUID, *, opened: services.Opened | None = None) -> HttpResponse:
    viewer = viewer_of(request)
    found = queries.openings().filter(uuid=uuid).first()
    if found is None:
        raise NotFound("没有这个开启申请，或不在您的管辖范围内")
    own = str(found.asked_by) == viewer.account_uuid
    in_time = found.read_until is not None and found.read_until > clock.now()
    context = {
        "opening": found,
        "opened": opened,
        "state": opening_state(found),
        "may_decide": viewer.can("access.approve_opening") and not own and found.approved is None,
        "may_open": own and bool(found.approved) and found.opened_at is None and in_time,
        "crumbs": [(_("密封身份开启"), reverse("openings")), (found.subject, "")],
    }
    return render(request, "administration/opening.html", context)


@access(capability="access.ask_opening")
@require_http_methods(["GET", "POST"])
def ask_opening(request: HttpRequest) -> HttpResponse:
    """The first person asks, with a reason."""
    form = form_from(AskOpeningForm, request, initial={"identity": request.GET.get("identity", "")})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        with attempt(form):
            made = services.ask_opening(identity=said["identity"], reason=said["reason"], by=viewer_of(request), at=clock.now())
            return done(request, form, reverse("opening", args=[made.uuid]), _("申请已提出，须由另一人批准"))
    context = {"form": form, "crumbs": [(_("密封身份开启"), reverse("openings")), (_("申请开启"), "")]}
    return render(request, "administration/ask_opening.html", context)


@access(capability="access.approve_opening")
@require_POST
def decide_opening(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The second person decides."""
    approve = request.POST.get("decision") == "approve"
    services.decide_opening(request=uuid, approve=approve, by=viewer_of(request), at=clock.now())
    messages.success(request, _("已批准，申请人可在时限内查看一次") if approve else _("已不予批准"))
    return HttpResponseRedirect(reverse("opening", args=[uuid]))


@access(capability="access.ask_opening")
@require_POST
def open_sealed(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The asker reads, once; the answer is kept by nobody."""
    return _file(request, uuid, opened=services.open_sealed(request=uuid, by=viewer_of(request), at=clock.now()))


@access(capability="access.read_matrix")
@require_GET
def access_matrix(request: HttpRequest) -> HttpResponse:
    """Who may do what."""
    context = {
        "rooms": queries.matrix(),
        "roles": queries.all_roles(),
        "scopes": queries.system_scopes(),
        "crumbs": [(_("权限矩阵"), "")],
    }
    return render(request, "administration/access_matrix.html", context)
