"""Signing in and out, and one's own account: each view at most one act."""

from urllib.parse import quote

import segno
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huizhi.interfaces.web.signing_in.forms import CodeForm, PasswordForm, SignInForm
from huizhi.kernel.access import queries, services
from huizhi.kernel.access.types import Kind
from huizhi.kit.access import SIGN_IN_COOKIE, access, viewer_of
from huizhi.kit.forms import form_from
from huizhi.kit.limits import address_of, take
from huizhi.lib import clock
from huizhi.lib.refusal import Refusal

_BOTH = ["GET", "POST"]


@access(public=True)
@require_http_methods(_BOTH)
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """Login and password; then the one-time code where the account has one."""
    form, to = form_from(SignInForm, request), _own_path(request)
    if request.method == "POST" and form.is_valid():
        take("sign_in", request, viewer_of(request))
        try:
            key = services.sign_in(
                login=form.cleaned_data["login"],
                password=form.cleaned_data["password"],
                at=clock.now(),
                address=address_of(request),
                browser=request.headers.get("User-Agent", ""),
            )
        except Refusal as refusal:
            return _again(request, form, refusal, "web/sign_in.html", to)
        if services.awaits_code(key, at=clock.now()):
            return _keep(_redirect("sign_in_code", to), key)
        return _keep(HttpResponseRedirect(to or reverse("sign_in_done")), key)
    return render(request, "web/sign_in.html", {"form": form, "next": to})


@access(public=True)
@require_http_methods(_BOTH)
@sensitive_post_parameters("code")
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """The second step."""
    form, to, key = form_from(CodeForm, request), _own_path(request), request.COOKIES.get(SIGN_IN_COOKIE, "")
    if not services.awaits_code(key, at=clock.now()):
        return _redirect("sign_in", to)
    if request.method == "POST" and form.is_valid():
        try:
            fresh = services.give_code(key=key, code=form.cleaned_data["code"], at=clock.now())
        except Refusal as refusal:
            return _again(request, form, refusal, "web/sign_in_code.html", to)
        return _keep(HttpResponseRedirect(to or reverse("sign_in_done")), fresh)
    return render(request, "web/sign_in_code.html", {"form": form, "next": to})


@access(signed_in=True)
@require_GET
def sign_in_done(request: HttpRequest) -> HttpResponse:
    """To the desk of whoever has signed in."""
    home = {Kind.ENTERPRISE: "business_home"}.get(viewer_of(request).kind, "officer_home")
    return HttpResponseRedirect(reverse(home))


@access(public=True)
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this sign-in."""
    services.sign_out(key=request.COOKIES.get(SIGN_IN_COOKIE, ""), at=clock.now())
    answer = HttpResponseRedirect(reverse("public_home"))
    answer.delete_cookie(SIGN_IN_COOKIE, samesite="Lax")
    return answer


@access(signed_in=True)
@require_GET
def own_account(request: HttpRequest) -> HttpResponse:
    """Who I am here, what I may do, where I am signed in; and what I must do before anything else."""
    viewer = viewer_of(request)
    file = queries.own_account(viewer, key=request.COOKIES.get(SIGN_IN_COOKIE, ""), at=clock.now())
    return render(request, "web/own_account.html", {"file": file, "crumbs": [(_("我的账户"), "")]})


@access(signed_in=True)
@require_http_methods(_BOTH)
@sensitive_post_parameters("old", "new", "again")
def own_password(request: HttpRequest) -> HttpResponse:
    """Change one's own password."""
    form = form_from(PasswordForm, request)
    if request.method == "POST" and form.is_valid():
        services.take("password", viewer_of(request).account_uuid, at=clock.now())
        try:
            services.change_password(
                old=form.cleaned_data["old"],
                new=form.cleaned_data["new"],
                by=viewer_of(request),
                at=clock.now(),
                keep_key=request.COOKIES.get(SIGN_IN_COOKIE, ""),
            )
        except Refusal as refusal:
            form.add_error(None, refusal.what)
        else:
            messages.success(request, _("口令已修改，其他登录均已退出"))
            return HttpResponseRedirect(reverse("own_account"))
    return render(request, "web/own_password.html", {"form": form, "crumbs": _crumbs(_("修改口令"))})


@access(signed_in=True)
@require_http_methods(_BOTH)
@sensitive_post_parameters("code")
def own_second_factor(request: HttpRequest) -> HttpResponse:
    """Put a one-time code into force: scan, then give the first code."""
    form, viewer = form_from(CodeForm, request), viewer_of(request)
    if request.method == "POST" and form.is_valid():
        services.take("password", viewer.account_uuid, at=clock.now())
        try:
            services.confirm_enrolment(code=form.cleaned_data["code"], by=viewer, at=clock.now())
        except Refusal as refusal:
            form.add_error(None, refusal.what)
        else:
            messages.success(request, _("动态口令已启用，今后登录时须输入"))
            return HttpResponseRedirect(reverse("own_account"))
    enrolment = services.begin_enrolment(by=viewer)
    picture = segno.make(enrolment.address, error="m").svg_inline(scale=5, border=2, dark="#000", light="#fff")
    context = {
        "form": form,
        "secret": " ".join(enrolment.secret[n : n + 4] for n in range(0, len(enrolment.secret), 4)),
        "picture": mark_safe(picture),  # noqa: S308 (made here from a code, nothing typed by a person)
        "crumbs": _crumbs(_("启用动态口令")),
    }
    return render(request, "web/own_second_factor.html", context)


@access(signed_in=True)
@require_POST
def end_own_sign_in(request: HttpRequest, sign_in_id: int) -> HttpResponse:
    """End one of my sign-ins, wherever it is."""
    services.end_sign_in(sign_in_id=sign_in_id, by=viewer_of(request), at=clock.now())
    messages.success(request, _("该登录已退出"))
    return HttpResponseRedirect(reverse("own_account"))


def _crumbs(title: str) -> list[tuple[str, str]]:
    return [(_("我的账户"), reverse("own_account")), (title, "")]


def _own_path(request: HttpRequest) -> str:
    """Where to go afterwards: a path of this house, or nothing. Never another site, never another scheme."""
    to = request.POST.get("next") or request.GET.get("next") or ""
    own = to.startswith("/") and url_has_allowed_host_and_scheme(to, allowed_hosts=None)
    return to if own and "\n" not in to and not to.startswith(reverse("sign_in")) else ""


def _redirect(name: str, to: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse(name) + (f"?next={quote(to)}" if to else ""))


def _keep(answer: HttpResponse, key: str) -> HttpResponse:
    answer.set_cookie(SIGN_IN_COOKIE, key, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
    return answer


def _again(request: HttpRequest, form: SignInForm | CodeForm, refusal: Refusal, template: str, to: str) -> HttpResponse:
    form.add_error(None, refusal.what)
    answer = render(request, template, {"form": form, "next": to, "refusal": refusal}, status=refusal.status)
    if (wait := getattr(refusal, "retry_after", None)) is not None:
        answer["Retry-After"] = str(wait)
    return answer
