"""The access declaration: a view or operation without one is refused, and the guard opens the viewer's scope around it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from inspect import getclosurevars
from typing import Any, cast
from urllib.parse import quote

from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.template.response import SimpleTemplateResponse

from huizhi.kernel.access import services as access_services
from huizhi.kernel.access.types import PUBLIC_VIEWER, Kind, Viewer
from huizhi.kit import acts, limits
from huizhi.kit.errors import answer_refusal, csrf_refused, refusal_of
from huizhi.kit.requests import request_id as current_request_id
from huizhi.lib import clock
from huizhi.lib.refusal import Refusal

SIGN_IN_COOKIE = "huizhi_sign_in"
SIGN_IN_PATH = "/sign-in/"
MUST_PATH = "/account/"
_OPEN_WHILE_MUST = (MUST_PATH, "/sign-out/", "/i18n/")


class HuizhiRequest(HttpRequest):
    """A request of which it is known who looks."""

    viewer: Viewer
    request_id: str


@dataclass(frozen=True)
class Declaration:
    """Who may use a view: exactly one of the four; and under which limit strangers and enterprises do."""

    public: bool = False
    signed_in: bool = False
    enterprise: bool = False
    capability: str = ""
    limit: str = ""

    def __post_init__(self) -> None:
        if sum((self.public, self.signed_in, self.enterprise, bool(self.capability))) != 1:
            raise ImproperlyConfigured("一个页面须声明且只声明一种访问方式：public、signed_in、enterprise 或 capability")
        if self.limit:
            access_services.limit(self.limit)  # an unknown limit stops the start, not a request

    def admits(self, viewer: Viewer) -> bool:
        """Whether this viewer may use it."""
        if self.public:
            return True
        if self.enterprise:
            return viewer.kind is Kind.ENTERPRISE
        if self.capability:
            return viewer.can(self.capability)
        return viewer.is_signed_in


View = Callable[..., HttpResponseBase]


def viewer_of(request: HttpRequest) -> Viewer:
    """Who looks."""
    return cast("HuizhiRequest", request).viewer


def access(
    *, public: bool = False, signed_in: bool = False, enterprise: bool = False, capability: str = "", limit: str = ""
) -> Callable[[View], View]:
    """Declare who may use a view. A public view runs as the public database role, whoever looks."""
    declaration = Declaration(public=public, signed_in=signed_in, enterprise=enterprise, capability=capability, limit=limit)

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return guard(declaration, request, lambda: view(request, *args, **kwargs))

        guarded.access = declaration  # type: ignore[attr-defined]
        return guarded

    return declare


def guard(declaration: Declaration, request: HttpRequest, act: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """Everything that stands between a request and its view: access, limit, proof of origin, scope, one act for one act id."""
    viewer = viewer_of(request)
    if not declaration.admits(viewer):
        return refuse(request, declaration)
    if declaration.limit:
        limits.take(declaration.limit, request, viewer)
    if (forged := _forged(request, viewer)) is not None:
        return forged
    seeing = PUBLIC_VIEWER if declaration.public else viewer
    act_id = acts.act_id_of(request) if seeing.is_signed_in else ""
    with access_services.scope(seeing):
        kept = acts.begin(request, act_id, viewer) if act_id else None
        if kept is not None:
            return kept
        response = act()
        # A lazy template would be rendered after the scope has closed, and see nothing.
        if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
            response = response.render()
        if response.status_code >= 400:
            # An act that is refused has done nothing, whether it says so by an exception or by its answer.
            transaction.set_rollback(True, using=access_services.alias_of(seeing))
        elif act_id:
            acts.finish(response, act_id, viewer)
        return response


def _forged(request: HttpRequest, viewer: Viewer) -> HttpResponseBase | None:
    """Operations are exempt from the middleware's check, since programs bring a key; a browser's cookie needs its proof."""
    if not getattr(request, "is_operation", False) or request.method in acts.SAFE_METHODS:
        return None
    if not viewer.is_signed_in or viewer.key_id is not None:
        return None
    check = CsrfViewMiddleware(lambda _: HttpResponse())
    check.process_request(request)
    return csrf_refused(request) if check.process_view(request, _operation, (), {}) is not None else None


def _operation() -> HttpResponse:
    """Stands for an operation where the check for forgery asks for a view."""
    return HttpResponse()


def refuse(request: HttpRequest, declaration: Declaration) -> HttpResponseBase:
    """Ask a stranger to sign in; tell a known viewer who can grant what is missing."""
    viewer = cast("HuizhiRequest", request).viewer
    if not viewer.is_signed_in and not request.path.startswith("/api/"):
        return HttpResponseRedirect(f"{SIGN_IN_PATH}?next={quote(request.get_full_path())}")
    if declaration.enterprise:
        what, remedy = "此页面仅供企业账户使用", "请用企业账户登录"
    else:
        label = access_services.label_of(declaration.capability)
        what = f"您没有“{label}”权限" if declaration.capability else "请先登录"
        remedy = "可由本单位系统管理员授予" if declaration.capability else "请登录后重试"
    return answer_refusal(request, access_services.NotYours(what, rule="权限清单", remedy=remedy))


def declaration_of(view: object) -> Declaration | None:
    """What a view declares, or None."""
    return cast("Declaration | None", getattr(view, "access", None))


def is_declared(view: Callable[..., Any]) -> bool:
    """Whether a view, or every operation behind one address of the API, says who may use it."""
    if view.__module__ == "ninja.operation":
        operations = getclosurevars(view).nonlocals["self"].operations
        return bool(operations) and all(declaration_of(operation.view_func) is not None for operation in operations)
    return declaration_of(view) is not None


class AccessMiddleware:
    """Finds out who looks, and refuses every view that does not say who may use it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        said = cast("HuizhiRequest", request)
        said.viewer = PUBLIC_VIEWER
        try:
            said.viewer = self._viewer(request)
        except Refusal as refusal:
            return answer_refusal(request, refusal)
        response = self.get_response(request)
        if said.viewer.key_id is not None:
            access_services.log_call(
                key_id=said.viewer.key_id,
                method=request.method or "",
                path=request.path,
                status=response.status_code,
                request_id=current_request_id.get(),
                at=clock.now(),
            )
        return response

    def _viewer(self, request: HttpRequest) -> Viewer:
        if request.path.startswith("/static/"):
            return PUBLIC_VIEWER
        scheme, _, key = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() == "bearer" and request.path.startswith("/api/"):
            return access_services.viewer_of_key(key.strip(), at=clock.now())
        cookie = request.COOKIES.get(SIGN_IN_COOKIE)
        return (access_services.viewer_of(cookie, at=clock.now()) if cookie else None) or PUBLIC_VIEWER

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        if not is_declared(view):
            raise ImproperlyConfigured(f"{view.__module__}.{getattr(view, '__name__', view)} 未声明访问权限")
        viewer = viewer_of(request)
        if not viewer.must or request.path.startswith(_OPEN_WHILE_MUST):
            return None
        if request.path.startswith("/api/"):
            return answer_refusal(request, access_services.NotYours("请先在网页上修改口令或启用动态口令", rule="登录与会话参数"))
        return HttpResponseRedirect(MUST_PATH)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        refusal = refusal_of(exception)
        return answer_refusal(request, refusal) if refusal is not None else None
