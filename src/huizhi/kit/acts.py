"""Acts that are done once: a form carries its act id in a hidden field, a program sends it as `Idempotency-Key`.

A second request with the same id, by double click, after a lost connection or from a retrying program, gets the outcome of
the first. Kept is what a redirect or a data answer said; a page that is shown again with its errors has done nothing.
"""

import re
from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from huizhi.kernel.access import services as access_services
from huizhi.kernel.access.types import Viewer
from huizhi.lib import clock
from huizhi.lib.refusal import Refusal

FIELD, HEADER = "act_id", "Idempotency-Key"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
LONGEST_BODY = 256 * 1024
_FORM = re.compile("application/x-www-form-urlencoded|multipart/form-data")
_ID = re.compile(r"[A-Za-z0-9_.:-]{8,80}")


class FaultyActId(Refusal):
    """The act id is not one."""

    code = "KIT-003"
    status = 400


def act_id_of(request: HttpRequest) -> str:
    """The act id that a request carries, or an empty text."""
    if request.method in SAFE_METHODS:
        return ""
    given = request.headers.get(HEADER) or (request.POST.get(FIELD, "") if _is_form(request) else "")
    if given and not _ID.fullmatch(given):
        raise FaultyActId(f"{HEADER} 须为 8 至 80 个字母、数字或 _ . : -", rule="一次操作一个标识")
    return given


def begin(request: HttpRequest, act_id: str, viewer: Viewer) -> HttpResponse | None:
    """Claim the id in the open transaction: None when the act is to be done, the kept answer when it was done before."""
    kept = access_services.begin_act(act_id=act_id, request_digest=_digest(request), by=viewer, at=clock.now())
    if kept is None:
        return None
    answer = HttpResponse(kept.body, status=kept.status, content_type=kept.content_type or None)
    if kept.location:
        answer["Location"] = kept.location
    answer["Idempotent-Replayed"] = "true"
    return answer


def finish(response: HttpResponseBase, act_id: str, viewer: Viewer) -> None:
    """Keep the answer, or give the id back when nothing was done under it."""
    if not _is_outcome(response):
        access_services.give_back_act(act_id=act_id, by=viewer)
        return
    body = response.content if isinstance(response, HttpResponse) and not _is_redirect(response) else b""
    outcome = access_services.Outcome(response.status_code, response.get("Location", ""), response.get("Content-Type", ""), body)
    access_services.finish_act(act_id=act_id, outcome=outcome, by=viewer)


def _is_redirect(response: HttpResponseBase) -> bool:
    return 300 <= response.status_code < 400


def _is_outcome(response: HttpResponseBase) -> bool:
    if _is_redirect(response):
        return True
    if response.status_code >= 400 or response.streaming or not isinstance(response, HttpResponse):
        return False
    return not response.get("Content-Type", "").startswith("text/html") and len(response.content) <= LONGEST_BODY


def _is_form(request: HttpRequest) -> bool:
    return bool(_FORM.match(request.content_type or ""))


def _digest(request: HttpRequest) -> str:
    """What was asked, without the proof of origin, which differs from page to page."""
    seen = sha256(f"{request.method}\n{request.get_full_path()}\n".encode())
    if _is_form(request):
        for name in sorted(set(request.POST) - {FIELD, "csrfmiddlewaretoken"}):
            seen.update(repr((name, request.POST.getlist(name))).encode())
        for name in sorted(request.FILES):
            files = request.FILES.getlist(name)
            seen.update(repr((name, [(f.name, f.size) for f in files])).encode())
    else:
        seen.update(request.body)
    return seen.hexdigest()
