"""Accounts: one account's file, opening, roles, and the acts on it."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huizhi.interfaces.web.administration.forms import AccountForm, ReasonForm, RoleForm, attempt
from huizhi.kernel.access import queries, services
from huizhi.kernel.access.types import Kind, Viewer
from huizhi.kernel.parties import queries as parties
from huizhi.kit.access import access, viewer_of
from huizhi.kit.errors import NotFound
from huizhi.kit.forms import form_from
from huizhi.lib import clock

MANAGE = "access.manage_accounts"


@access(capability="access.read_accounts")
@require_GET
def account(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One account: who, which roles since when, where signed in, and what can be done with it."""
    return _file(request, uuid)


def _file(request: HttpRequest, uuid: UUID, *, password: str = "", wrong: ReasonForm | None = None) -> HttpResponse:
    viewer, at = viewer_of(request), clock.now()
    found = queries.account_file(uuid, at=at)
    if found is None:
        raise NotFound("没有这个账户，或不在您的管辖范围内")
    context = {
        "file": found,
        "password": password,
        "role_form": RoleForm(roles=queries.roles_open_to(found.account, at=at)),
        "reason_form": wrong or ReasonForm(),
        "may_manage": viewer.can(MANAGE) and found.account.pk != viewer.account_id,
        "may_give": viewer.can("access.give_roles") and found.account.pk != viewer.account_id,
        "crumbs": [(_("账户"), reverse("accounts")), (found.account.login, "")],
    }
    return render(request, "administration/account.html", context)


@access(capability=MANAGE)
@require_http_methods(["GET", "POST"])
def new_account(request: HttpRequest) -> HttpResponse:
    """Open an account; its one-time password is shown on the answer and kept nowhere."""
    viewer = viewer_of(request)
    form = form_from(AccountForm, request, roles=queries.all_roles(), initial={"scope_code": viewer.scope_code})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        with attempt(form):
            fresh = services.open_account(
                login=said["login"],
                kind=Kind(said["kind"]),
                name=said["name"],
                scope_code=said["scope_code"],
                post=said["post"],
                party_id=party_named(said["uscc"]),
                roles=said["roles"],
                by=viewer,
                at=clock.now(),
            )
            return _file(request, fresh.account.uuid, password=fresh.password if said["kind"] != Kind.PARTNER else "")
    context = {"form": form, "crumbs": [(_("账户"), reverse("accounts")), (_("开立账户"), "")]}
    return render(request, "administration/new_account.html", context)


def party_named(uscc: str) -> int | None:
    """The party that bears this code; a code that nobody bears is refused."""
    code = uscc.strip().upper()
    if not code:
        return None
    found = parties.party_with("uscc", code)
    if found is None:
        raise NotFound("没有统一社会信用代码为此的主体", remedy="请核对代码")
    return found


@access(capability="access.give_roles")
@require_POST
def give_role(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Give a role from today."""
    services.give_role(account_id=_id(uuid), role=request.POST.get("role", ""), by=viewer_of(request), at=clock.now())
    messages.success(request, _("角色已授予"))
    return _back(uuid)


@access(capability="access.give_roles")
@require_POST
def take_role(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take a role away."""
    services.take_role(account_id=_id(uuid), role=request.POST.get("role", ""), by=viewer_of(request), at=clock.now())
    messages.success(request, _("角色已收回"))
    return _back(uuid)


@access(capability=MANAGE)
@require_POST
def disable_account(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Close the account, with a reason."""
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _file(request, uuid, wrong=form)
    services.disable_account(account_id=_id(uuid), why=form.cleaned_data["why"], by=viewer_of(request), at=clock.now())
    messages.success(request, _("账户已停用，其登录全部退出"))
    return _back(uuid)


@access(capability=MANAGE)
@require_POST
def enable_account(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Open a closed account again."""
    return _act(request, uuid, services.enable_account, _("账户已恢复"))


@access(capability=MANAGE)
@require_POST
def unlock_account(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Lift a lock-out."""
    return _act(request, uuid, services.unlock_account, _("账户已解锁"))


@access(capability=MANAGE)
@require_POST
def reset_second_factor(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Forget the authenticator of somebody who has lost it."""
    return _act(request, uuid, services.reset_second_factor, _("动态口令已重置，须重新启用"))


@access(capability=MANAGE)
@require_POST
def reset_password(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A one-time password, shown on the answer and kept nowhere."""
    password = services.reset_password(account_id=_id(uuid), by=viewer_of(request), at=clock.now())
    return _file(request, uuid, password=password)


def _act(request: HttpRequest, uuid: UUID, act: Callable[..., None], said: str) -> HttpResponse:
    viewer: Viewer = viewer_of(request)
    at: datetime = clock.now()
    act(account_id=_id(uuid), by=viewer, at=at)
    messages.success(request, said)
    return _back(uuid)


def _id(uuid: UUID) -> int:
    found = queries.accounts().filter(uuid=uuid).values_list("pk", flat=True).first()
    if found is None:
        raise NotFound("没有这个账户，或不在您的管辖范围内")
    return found


def _back(uuid: UUID) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("account", args=[uuid]))
