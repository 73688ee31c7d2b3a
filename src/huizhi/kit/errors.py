"""Errors for people: what happened, which rule, what to do, under a stable code; the same for page and API."""

import logging
from http import HTTPStatus

from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from huizhi.kit.requests import request_id
from huizhi.lib.refusal import Refusal

log = logging.getLogger(__name__)


def wants_json(request: HttpRequest) -> bool:
    """Whether the answer goes to a program."""
    return request.path.startswith("/api/") or request.headers.get("Accept", "").startswith("application/json")


def problem(refusal: Refusal) -> dict[str, object]:
    """The refusal as an RFC 9457 problem document."""
    return {
        "type": f"urn:huizhi:error:{refusal.code}",
        "code": refusal.code,
        "title": refusal.what,
        "status": refusal.status,
        "rule": refusal.rule,
        "remedy": refusal.remedy,
        "request": request_id.get(),
    }


def answer_refusal(request: HttpRequest, refusal: Refusal, **more: object) -> HttpResponse:
    """The refusal as a page, or as a problem document with whatever more there is to say; where waiting helps, how long."""
    answer = _written(request, refusal, **more)
    if (wait := getattr(refusal, "retry_after", None)) is not None:
        answer["Retry-After"] = str(wait)
    if refusal.status == HTTPStatus.UNAUTHORIZED:
        answer["WWW-Authenticate"] = "Bearer"
    return answer


def _written(request: HttpRequest, refusal: Refusal, **more: object) -> HttpResponse:
    if wants_json(request):
        return JsonResponse(problem(refusal) | more, status=refusal.status, content_type="application/problem+json")
    return render(request, "kit/refused.html", {"refusal": refusal}, status=refusal.status)


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its proof of origin."""
    return answer_refusal(request, FormExpired("页面已过期，内容未提交", remedy="请返回上一页，刷新后再次提交；所填内容仍保留"))


class FormExpired(Refusal):
    """The form's proof of origin is missing or old."""

    code = "KIT-001"
    status = 403


class NotFound(Refusal):
    """There is no such thing, or it is not visible to this viewer: the two are told in the same words."""

    code = "KIT-002"
    status = 404


class Unreadable(Refusal):
    """The request holds bytes that are no text, or a value that the database cannot hold."""

    code = "KIT-014"
    status = 400


class Broken(Refusal):
    """Something in the house failed; the log has it under the request's id."""

    code = "KIT-500"
    status = 500


class Forbidden(Refusal):
    """Refused without a nearer reason."""

    code = "KIT-015"
    status = 403


def refusal_of(error: Exception) -> Refusal | None:
    """The refusal that an exception amounts to, or None when it is a fault of ours.

    What the database cannot hold (a NUL byte, half a character, a number out of range) is the sender's matter: 400.
    """
    if isinstance(error, Refusal):
        return error
    if isinstance(error, Http404):
        return NotFound("没有找到", remedy="请核对地址；也可能您无权查看")
    if isinstance(error, DataError | UnicodeEncodeError) or (isinstance(error, ValueError) and "NUL" in str(error)):
        log.warning("unreadable input", exc_info=error)
        return Unreadable("所填内容含有无法保存的字符或超出范围的数值", remedy="请检查后重新提交")
    return None


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler400."""
    return answer_refusal(request, Unreadable("请求无法读取", remedy="请返回上一页重试"))


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler403."""
    return answer_refusal(request, Forbidden("不允许这样做", remedy="请联系本单位系统管理员"))


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler404."""
    return answer_refusal(request, NotFound("没有找到", remedy="请核对地址；也可能您无权查看"))


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500: drawn without the database, which may be what failed."""
    broken = Broken("系统出错，未能办理", remedy="请稍后重试；联系运维人员时请提供请求编号")
    if wants_json(request):
        return JsonResponse(problem(broken), status=500, content_type="application/problem+json")
    html = render_to_string("kit/refused.html", {"refusal": broken, "request_id": request_id.get()})
    return HttpResponse(html, status=500)
