"""One API of all rooms: each brings the `router` of its `api`; kernel rooms have theirs in the modules beside this one."""

import logging
from importlib import import_module
from importlib.util import find_spec
from inspect import getclosurevars
from pathlib import Path
from typing import Any, cast

from django.apps import apps
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from huizhi.kit.access import declaration_of
from huizhi.kit.errors import Broken, Unreadable, answer_refusal, refusal_of
from huizhi.lib.refusal import Refusal

log = logging.getLogger(__name__)
VERSION = "1.0.0"
_OWN = {"__init__", "mounting", "schema", "snapshot", "urls", "views"}


class Malformed(Refusal):
    """The request is not what the operation takes; `errors` names each place."""

    code = "API-001"
    status = 422


def routers() -> dict[str, Any]:
    """Every room's router by the room's name."""
    here = Path(__file__).parent
    kernel = {file.stem: f"{__package__}.{file.stem}" for file in sorted(here.glob("*.py")) if file.stem not in _OWN}
    domains = {c.label: f"{c.name}.api" for c in apps.get_app_configs() if c.name.startswith("huizhi.domains.")}
    found = {room: name for room, name in (kernel | domains).items() if find_spec(name) is not None}
    return {room: import_module(name).router for room, name in sorted(found.items())}


def mount() -> NinjaAPI:
    """The API with all routers and one way to answer errors."""
    api = NinjaAPI(title="慧治 Huizhi API", version=VERSION, docs_url=None, openapi_url=None, urls_namespace="api")
    api.add_exception_handler(ValidationError, _malformed)  # type: ignore[arg-type]
    api.add_exception_handler(HttpError, _unreadable)  # type: ignore[arg-type]
    for kind in (Refusal, Http404, Exception):
        api.add_exception_handler(kind, _refused)  # type: ignore[arg-type]
    for room, router in routers().items():
        api.add_router(f"/{room.replace('_', '-')}", router, tags=[room])
    return api


def addresses(api: NinjaAPI) -> list[URLPattern]:
    """The API's addresses. Each operation guards itself; what its GET declares stands on the address, for whoever lists them."""
    found = [p for p in api.urls[0] if isinstance(p, URLPattern) and p.name != "api-root"]
    for pattern in found:
        operations = getclosurevars(pattern.callback).nonlocals["self"].operations
        reading = next((one for one in operations if "GET" in one.methods), operations[0])
        cast("Any", pattern.callback).access = declaration_of(reading.view_func)
    return found


def _malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
    refusal = Malformed("请求内容不符合接口约定", remedy="请按 errors 所列各处更正；约定见 /api/v1/openapi.json")
    places = [
        {"at": list(map(str, e.get("loc", ()))), "kind": e.get("type", ""), "message": e.get("msg", "")} for e in error.errors
    ]
    return answer_refusal(request, refusal, errors=places)


def _unreadable(request: HttpRequest, error: HttpError) -> HttpResponse:
    refusal = Unreadable("请求内容无法读取", remedy="请求体须为 UTF-8 编码的 JSON")
    refusal.status = error.status_code
    return answer_refusal(request, refusal)


def _refused(request: HttpRequest, error: Exception) -> HttpResponse:
    refusal = refusal_of(error)
    if refusal is None:
        log.error("operation failed", exc_info=error, extra={"path": request.path})
        refusal = Broken("系统出错，未能办理", remedy="请稍后重试；联系运维人员时请提供 request")
    return answer_refusal(request, refusal)
