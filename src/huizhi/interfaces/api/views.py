"""The API's own pages: its description, and the same to read."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from huizhi.interfaces.api.mounting import mount
from huizhi.interfaces.api.schema import described
from huizhi.kit.access import access

API = mount()


@dataclass(frozen=True)
class Shown:
    """An operation as it is read."""

    method: str
    path: str
    said: str
    who: str
    public: bool
    parameters: list[dict[str, Any]]
    body: str
    answer: str


@cache
def description() -> dict[str, Any]:
    """The description, made once."""
    return described(API)


@access(public=True)
@require_GET
def openapi(request: HttpRequest) -> HttpResponse:
    """The description for programs."""
    return JsonResponse(description(), json_dumps_params={"ensure_ascii": False, "indent": 1})


@access(public=True)
@require_GET
def reference(request: HttpRequest) -> HttpResponse:
    """The description for people: plain pages of our own, since nothing may be fetched from elsewhere."""
    groups: dict[str, list[Shown]] = {}
    for path, methods in description()["paths"].items():
        for method, operation in methods.items():
            groups.setdefault(operation.get("tags", ["-"])[0], []).append(_shown(method, path, operation))
    return render(request, "api/reference.html", {"groups": groups, "info": description()["info"]})


def _shown(method: str, path: str, operation: dict[str, Any]) -> Shown:
    answers = [a for code, a in operation["responses"].items() if str(code).startswith("2")]
    return Shown(
        method=method.upper(),
        path=path,
        said=operation.get("description") or operation.get("summary", ""),
        who=operation["x-access"],
        public=operation["x-access"] == "public",
        parameters=operation.get("parameters", []),
        body=_name_of(operation.get("requestBody", {})),
        answer=_name_of(answers[0]) if answers else "",
    )


def _name_of(holder: dict[str, Any]) -> str:
    """The name of the schema that a body has."""
    for content in holder.get("content", {}).values():
        reference: str = content.get("schema", {}).get("$ref", "")
        return reference.rsplit("/", 1)[-1]
    return ""
