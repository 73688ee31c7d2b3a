"""A small API that the tests ask: the house's own mount with one router more."""

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import path
from ninja import Query

from huizhi.interfaces.api.mounting import addresses, mount
from huizhi.kernel.access.models import Account
from huizhi.kit import errors
from huizhi.kit.api import Router
from huizhi.kit.pages import PageOf, Paging, paged
from huizhi.lib.refusal import Refusal

router = Router()


class NotToday(Refusal):
    """For the tests."""

    code = "SUB-001"
    status = 409


@router.operation("GET", "/numbers/{int:number}", public=True)
def number(request: HttpRequest, number: int) -> dict[str, int]:
    """A number."""
    return {"number": number}


@router.operation("GET", "/missing", public=True)
def missing(request: HttpRequest) -> None:
    """Nothing."""
    raise Http404


@router.operation("GET", "/refused", public=True)
def refused(request: HttpRequest) -> None:
    """A refusal."""
    raise NotToday("今天不办理", rule="测试规则", remedy="明天再来")


@router.operation("GET", "/broken", public=True)
def broken(request: HttpRequest) -> None:
    """A fault."""
    raise RuntimeError("secret detail")


@router.operation("GET", "/closed", capability="access.nobody")
def closed(request: HttpRequest) -> None:
    """For nobody."""


@router.operation("GET", "/accounts", public=True, response=PageOf[str])
def accounts(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """Pages."""
    rows = Account.objects.none()
    return paged(rows, order=("id",), purpose="subject.accounts", paging=paging, item=str)


API = mount()
API.add_router("/subject", router)
urlpatterns = [path("api/v1/", (addresses(API), "api", "api"))]
handler404 = errors.page_not_found
handler400 = errors.bad_request
handler500 = errors.server_error
