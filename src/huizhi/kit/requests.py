"""What every request carries: an id in every log line and answer, and the headers that fail closed."""

import re
from collections.abc import Callable
from contextvars import ContextVar
from urllib.parse import unquote_to_bytes
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils import translation

request_id: ContextVar[str] = ContextVar("request_id", default="")
_GIVEN = re.compile(r"[0-9a-f-]{8,36}")

_CONTENT_POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; script-src 'self'; object-src 'none'; "
    "base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)


class RequestIdMiddleware:
    """Gives each request an id, or takes the one that the proxy in front gave."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-Id", "")
        token = request_id.set(given if _GIVEN.fullmatch(given) else uuid4().hex)
        try:
            response = self.get_response(request)
            response["X-Request-Id"] = request_id.get()
            return response
        finally:
            request_id.reset(token)


class WellFormedMiddleware:
    """Refuses addresses that are no text: NUL bytes and bytes that are not UTF-8. Behind it nobody meets them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path_info or not _is_text(request.META.get("QUERY_STRING", "")):
            raise BadRequest("address is not text")
        return self.get_response(request)


def _is_text(query: str) -> bool:
    said = unquote_to_bytes(query)
    try:
        said.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return b"\x00" not in said


class HeadersMiddleware:
    """Content policy and caching: what is not said to be public is not kept by anybody."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Content-Security-Policy", _CONTENT_POLICY)
        response.setdefault("Permissions-Policy", "camera=(self), geolocation=(self), microphone=()")
        response.setdefault("Cache-Control", "no-store")
        return response


class LanguageMiddleware:
    """Chinese, unless the reader has chosen otherwise: the language of a browser says nothing about that of a matter."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.setdefault("Content-Language", language)
        return response
