"""Errors for people: what happened, which rule, what to do, under a stable code; the same for page and API."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from huizhi.lib.refusal import Refusal


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
    }


def answer_refusal(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The refusal as a page or as a problem document; where waiting helps, it says how long."""
    answer = _written(request, refusal)
    if (wait := getattr(refusal, "retry_after", None)) is not None:
        answer["Retry-After"] = str(wait)
    if refusal.status == HTTPStatus.UNAUTHORIZED:
        answer["WWW-Authenticate"] = "Bearer"
    return answer


def _written(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    if wants_json(request):
        return JsonResponse(problem(refusal), status=refusal.status, content_type="application/problem+json")
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
