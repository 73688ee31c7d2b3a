"""The access declaration: a view or operation without one is refused, and the decorator opens the viewer's scope around it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, cast
from urllib.parse import quote

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import SimpleTemplateResponse

from huizhi.kernel.access import services as access_services
from huizhi.kernel.access.types import PUBLIC_VIEWER, Kind, Viewer
from huizhi.kit.errors import answer_refusal
from huizhi.lib import clock
from huizhi.lib.refusal import Refusal

SIGN_IN_COOKIE = "huizhi_sign_in"
SIGN_IN_PATH = "/sign-in/"


class HuizhiRequest(HttpRequest):
    """A request of which it is known who looks."""

    viewer: Viewer
    request_id: str


@dataclass(frozen=True)
class Declaration:
    """Who may use a view: exactly one of the four."""

    public: bool = False
    signed_in: bool = False
    enterprise: bool = False
    capability: str = ""

    def __post_init__(self) -> None:
        if sum((self.public, self.signed_in, self.enterprise, bool(self.capability))) != 1:
            raise ImproperlyConfigured("一个页面须声明且只声明一种访问方式：public、signed_in、enterprise 或 capability")

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
    *, public: bool = False, signed_in: bool = False, enterprise: bool = False, capability: str = ""
) -> Callable[[View], View]:
    """Declare who may use a view. A public view runs as the public database role, whoever looks."""
    declaration = Declaration(public=public, signed_in=signed_in, enterprise=enterprise, capability=capability)

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            viewer = cast("HuizhiRequest", request).viewer
            if not declaration.admits(viewer):
                return refuse(request, declaration)
            with access_services.scope(PUBLIC_VIEWER if declaration.public else viewer):
                response = view(request, *args, **kwargs)
                # A lazy template would be rendered after the scope has closed, and see nothing.
                if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
                    response = response.render()
                return response

        guarded.access = declaration  # type: ignore[attr-defined]
        return guarded

    return declare


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


class AccessMiddleware:
    """Finds out who looks, and refuses every view that does not say who may use it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        cast("HuizhiRequest", request).viewer = self._viewer(request)
        return self.get_response(request)

    def _viewer(self, request: HttpRequest) -> Viewer:
        key = request.COOKIES.get(SIGN_IN_COOKIE)
        if not key or request.path.startswith("/static/"):
            return PUBLIC_VIEWER
        return access_services.viewer_of(key, at=clock.now()) or PUBLIC_VIEWER

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> None:
        if declaration_of(view) is None:
            raise ImproperlyConfigured(f"{view.__module__}.{getattr(view, '__name__', view)} 未声明访问权限")

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        return answer_refusal(request, exception) if isinstance(exception, Refusal) else None
