"""The public page of the ledger and its files."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from huizhi.kernel.ledger import queries
from huizhi.kernel.ledger.types import NotInLedger, Proof
from huizhi.kit.access import access

_PLAIN = "text/plain; charset=utf-8"


@access(public=True)
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The latest head, the last cosigned one, and the keys to check them with."""
    context = {"ledger": queries.public_page(), "crumbs": [(_("首页"), "/"), (_("留痕日志"), "")]}
    return render(request, "web/ledger.html", context)


@access(public=True)
@require_GET
def checkpoint(request: HttpRequest) -> HttpResponse:
    """The signed note of the last cosigned head, else of the latest: what a reader keeps elsewhere."""
    head = queries.last_cosigned_head() or queries.latest_head()
    if head is None:
        raise NotInLedger("还没有签名的树头", remedy="第一条记录排入后数秒内即有")
    return HttpResponse(head.note, content_type=_PLAIN)


@access(public=True)
@require_GET
def keys(request: HttpRequest) -> HttpResponse:
    """The verification keys of the log and of its witnesses, one a line."""
    found = queries.public_page()
    return HttpResponse("\n".join((*found.keys, *found.witnesses, "")), content_type=_PLAIN)


@access(public=True)
@require_GET
def inclusion(request: HttpRequest, position: int) -> HttpResponse:
    """How the leaf at a position leads to a signed head."""
    return _proof(queries.inclusion_proof(min(position, 2**62)))


@access(public=True)
@require_GET
def consistency(request: HttpRequest, old: int) -> HttpResponse:
    """How an older head leads to the latest: nothing between them was changed."""
    return _proof(queries.consistency_proof(min(old, 2**62)))


def _proof(proof: Proof) -> JsonResponse:
    return JsonResponse(
        {
            "origin": proof.origin,
            "index": proof.index,
            "size": proof.size,
            "root": proof.root.hex(),
            "hashes": [one.hex() for one in proof.hashes],
            "checkpoint": proof.checkpoint,
        }
    )
