"""Grants: give, look at, revoke."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huizhi.interfaces.web.administration.forms import GrantForm, ReasonForm, attempt
from huizhi.interfaces.web.administration.lists import grant_state
from huizhi.interfaces.web.administration.views.accounts import party_named
from huizhi.kernel.access import queries, services
from huizhi.kernel.access.models import Grant
from huizhi.kernel.parties import queries as parties
from huizhi.kit.access import access, viewer_of
from huizhi.kit.errors import NotFound
from huizhi.kit.forms import done, form_from
from huizhi.lib import clock
from huizhi.lib.calendar import end_of

GIVE = "access.give_grants"


@access(capability="access.read_grants")
@require_GET
def grant(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One grant: what is opened to whom, why, until when."""
    found = _found(uuid)
    codes = [i.value for i in parties.identifiers_of([found.party_id])] if found.party_id else []
    context = {
        "grant": found,
        "codes": codes,
        "state": grant_state(found),
        "form": ReasonForm(),
        "may_revoke": viewer_of(request).can(GIVE) and found.revoked_at is None and found.until > clock.now(),
        "crumbs": [(_("专项授权"), reverse("grants")), (found.to_label, "")],
    }
    return render(request, "administration/grant.html", context)


@access(capability=GIVE)
@require_http_methods(["GET", "POST"])
def new_grant(request: HttpRequest) -> HttpResponse:
    """Open one party's rows of one's own organ to another one."""
    form = form_from(GrantForm, request)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        until: date = said["until"]
        with attempt(form):
            made = services.give_grant(
                party_id=party_named(said["uscc"]),
                to_scope_code=said["to_scope_code"],
                to_login=said["to_login"],
                ground=said["ground"],
                reason=said["reason"],
                until=end_of(until),
                by=viewer_of(request),
                at=clock.now(),
            )
            return done(request, form, reverse("grant", args=[made.uuid]), _("专项授权已设立"))
    context = {"form": form, "crumbs": [(_("专项授权"), reverse("grants")), (_("设立专项授权"), "")]}
    return render(request, "administration/new_grant.html", context)


@access(capability=GIVE)
@require_POST
def revoke_grant(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Close a grant before its end."""
    form = ReasonForm(request.POST)
    why = form.cleaned_data["why"] if form.is_valid() else ""
    if not why:
        messages.error(request, _("请写明撤销原因"))
    else:
        services.revoke_grant(grant_id=_found(uuid).pk, why=why, by=viewer_of(request), at=clock.now())
        messages.success(request, _("专项授权已撤销"))
    return HttpResponseRedirect(reverse("grant", args=[uuid]))


def _found(uuid: UUID) -> Grant:
    found = queries.grants().filter(uuid=uuid).first()
    if found is None:
        raise NotFound("没有这项专项授权，或不在您的管辖范围内")
    return found
