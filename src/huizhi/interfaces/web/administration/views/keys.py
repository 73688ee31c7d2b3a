"""Keys of partner departments: issue, look at use and calls, rotate, revoke."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huizhi.interfaces.web.administration.forms import KeyForm, attempt
from huizhi.interfaces.web.administration.lists import key_state
from huizhi.kernel.access import queries, services
from huizhi.kit.access import access, viewer_of
from huizhi.kit.errors import NotFound
from huizhi.kit.forms import form_from
from huizhi.lib import clock

MANAGE = "access.manage_keys"


@access(capability=MANAGE)
@require_GET
def api_key(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One key: its rights, its use by day, its last calls."""
    return _file(request, uuid)


def _file(request: HttpRequest, uuid: UUID, *, text: str = "") -> HttpResponse:
    found = queries.key_file(uuid)
    if found is None:
        raise NotFound("没有这个接口密钥，或不在您的管辖范围内")
    context = {
        "file": found,
        "text": text,
        "state": key_state(found.key),
        "open": found.key.revoked_at is None and found.key.expires_at > clock.now(),
        "capabilities": [services.label_of(c) for c in found.key.capabilities],
        "crumbs": [(_("接口密钥"), reverse("api_keys")), (f"{found.key.prefix}…", "")],
    }
    return render(request, "administration/api_key.html", context)


@access(capability=MANAGE)
@require_http_methods(["GET", "POST"])
def new_api_key(request: HttpRequest) -> HttpResponse:
    """Issue a key; its text is shown on the answer and kept nowhere."""
    form = form_from(
        KeyForm, request, accounts=queries.partner_accounts(), capabilities=queries.capabilities_of_role("partner_department")
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        with attempt(form):
            fresh = services.issue_key(
                account_id=int(said["account"]),
                label=said["label"],
                capabilities=said["capabilities"],
                daily_quota=said["daily_quota"],
                days=said["days"],
                key_scope=said["key_scope"],
                by=viewer_of(request),
                at=clock.now(),
            )
            return _file(request, fresh.key.uuid, text=fresh.text)
    context = {"form": form, "crumbs": [(_("接口密钥"), reverse("api_keys")), (_("签发接口密钥"), "")]}
    return render(request, "administration/new_api_key.html", context)


@access(capability=MANAGE)
@require_POST
def rotate_api_key(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A new key in place of this one, which goes on for a few days."""
    fresh = services.rotate_key(key_id=_id(uuid), by=viewer_of(request), at=clock.now())
    return _file(request, fresh.key.uuid, text=fresh.text)


@access(capability=MANAGE)
@require_POST
def revoke_api_key(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Close the key now."""
    services.revoke_key(key_id=_id(uuid), by=viewer_of(request), at=clock.now())
    messages.success(request, _("接口密钥已撤销"))
    return HttpResponseRedirect(reverse("api_key", args=[uuid]))


def _id(uuid: UUID) -> int:
    found = queries.keys().filter(uuid=uuid).values_list("pk", flat=True).first()
    if found is None:
        raise NotFound("没有这个接口密钥，或不在您的管辖范围内")
    return found
