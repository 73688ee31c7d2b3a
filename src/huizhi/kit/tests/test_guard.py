"""The guard around views and operations: one act for one act id, limits, proof of origin, and nothing done when refused."""

import re
import sys
from collections.abc import Callable
from datetime import datetime
from types import ModuleType

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template import engines
from django.test import Client
from django.urls import path
from ninja import NinjaAPI, Schema

from huizhi.kernel.access import services
from huizhi.kernel.access.models import ActDone, RoleHolding
from huizhi.kernel.access.types import Kind
from huizhi.kit.access import access, viewer_of
from huizhi.kit.api import Router
from huizhi.kit.limits import address_of
from huizhi.lib import clock
from huizhi.lib.calendar import legal_day

PASSWORD = "Zaoshang-8-dian"
router = Router()


def give(request: HttpRequest, role: str) -> None:
    """Something that leaves a row for each time it was done."""
    RoleHolding.objects.create(
        account_id=viewer_of(request).account, role=f"{role}-{count()}", since=legal_day(clock.now()), granted_by="test"
    )


def count() -> int:
    return RoleHolding.objects.count()


@access(signed_in=True)
def form(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return HttpResponse(engines["django"].from_string("<form>{% csrf_token %}</form>").render({}, request))
    give(request, request.POST.get("role", "x"))
    said = request.POST.get("answer", "redirect")
    if said == "page":
        return HttpResponse("请更正")
    if said == "refused":
        return HttpResponse("不行", status=422)
    return HttpResponseRedirect(f"/done/{count()}/")


@access(public=True, limit="submit")
def limited(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


@access(public=True)
def where(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"address": address_of(request)})


def undeclared(request: HttpRequest) -> HttpResponse:
    return HttpResponse("open to all")


@router.operation("POST", "/things", signed_in=True)
def make_thing(request: HttpRequest) -> dict[str, int]:
    give(request, "api")
    return {"number": count()}


class Thing(Schema):
    role: str


@router.operation("GET", "/things", signed_in=True, response=list[Thing])
def list_things(request: HttpRequest) -> QuerySet[RoleHolding]:
    return RoleHolding.objects.all()


@pytest.fixture
def urls(settings: object) -> None:
    api = NinjaAPI(urls_namespace="guard-test", openapi_url="", docs_url="")
    api.add_router("", router)
    bare = NinjaAPI(urls_namespace="bare-test", openapi_url="", docs_url="")

    @bare.get("/open")
    def open_to_all(request: HttpRequest) -> dict[str, str]:
        return {}

    module = ModuleType("guard_urls")
    module.urlpatterns = [  # type: ignore[attr-defined]
        path("form/", form),
        path("limited/", limited),
        path("where/", where),
        path("undeclared/", undeclared),
        path("api/t/", api.urls),
        path("api/bare/", bare.urls),
        path("i18n/setlang/", where, name="set_language"),
        path("officer/", where, name="officer_home"),
        path("business/", where, name="business_home"),
        path("search", where, name="search"),
        path("home", where, name="public_home"),
    ]
    sys.modules["guard_urls"] = module
    settings.ROOT_URLCONF = "guard_urls"  # type: ignore[attr-defined]


@pytest.fixture
def browser(db: str, urls: None, at: datetime) -> Callable[..., Client]:
    def make(**options: bool) -> Client:
        if not made:
            with services.scope(services.system_viewer("demo")):
                services.create_account(
                    login="furong", password=PASSWORD, kind=Kind.OFFICER, name="张三", scope_code="430102",
                    roles=[], by="test", at=clock.now(),
                )  # fmt: skip
        client = Client(**options)
        client.cookies["huizhi_sign_in"] = services.sign_in(login="furong", password=PASSWORD, at=clock.now())
        made.append(client)
        return client

    made: list[Client] = []
    return make


def rows() -> int:
    with services.scope(services.system_viewer("doctor")):
        return count()


def test_a_form_sent_twice_acts_once_and_goes_to_the_same_place(browser: Callable[..., Client]) -> None:
    client = browser()
    answers = [client.post("/form/", {"act_id": "one-act-1", "role": "a"}) for _ in range(3)]
    assert [a["Location"] for a in answers] == ["/done/1/"] * 3
    assert [a.get("Idempotent-Replayed") for a in answers] == [None, "true", "true"]
    assert rows() == 1


def test_two_forms_with_their_own_ids_act_twice(browser: Callable[..., Client]) -> None:
    client = browser()
    client.post("/form/", {"act_id": "one-act-1", "role": "a"})
    client.post("/form/", {"act_id": "one-act-2", "role": "a"})
    assert rows() == 2


def test_other_content_under_a_used_id_is_refused(browser: Callable[..., Client]) -> None:
    client = browser()
    client.post("/form/", {"act_id": "one-act-1", "role": "a"})
    answer = client.post("/form/", {"act_id": "one-act-1", "role": "b"})
    assert answer.status_code == 409
    assert "ACC-009" in answer.text
    assert rows() == 1


def test_a_page_shown_again_for_correction_leaves_the_id_free(browser: Callable[..., Client]) -> None:
    client = browser()
    assert client.post("/form/", {"act_id": "one-act-1", "answer": "page"}).status_code == 200
    assert client.post("/form/", {"act_id": "one-act-1"}).status_code == 302


def test_an_answer_of_refusal_has_done_nothing(browser: Callable[..., Client]) -> None:
    client = browser()
    assert client.post("/form/", {"act_id": "one-act-1", "answer": "refused"}).status_code == 422
    assert rows() == 0
    with services.scope(services.system_viewer("doctor")):
        assert ActDone.objects.count() == 0


def test_an_act_id_that_is_none_is_refused(browser: Callable[..., Client]) -> None:
    assert browser().post("/form/", {"act_id": "no"}).status_code == 400


def test_every_form_with_its_proof_of_origin_has_an_act_id(browser: Callable[..., Client]) -> None:
    client = browser()
    ids = [re.search(r'name="act_id" value="([0-9a-f]{32})"', client.get("/form/").text) for _ in range(2)]
    assert None not in ids
    assert ids[0][1] != ids[1][1]  # type: ignore[index]


def test_an_operation_answers_inside_the_scope_and_once_for_its_idempotency_key(browser: Callable[..., Client]) -> None:
    client = browser()
    first, second = (client.post("/api/t/things", headers={"idempotency-key": "key-00001"}) for _ in range(2))
    assert first.json() == second.json() == {"number": 1}
    assert second["Idempotent-Replayed"] == "true"
    assert client.get("/api/t/things").json() == [{"role": "api-0"}]


def test_an_operation_with_a_browsers_cookie_needs_its_proof_of_origin(browser: Callable[..., Client]) -> None:
    client = browser(enforce_csrf_checks=True)
    assert client.post("/api/t/things").status_code == 403
    assert rows() == 0
    client.get("/form/")
    token = client.cookies["csrftoken"].value
    assert client.post("/api/t/things", headers={"x-csrftoken": token}).status_code == 200


def test_a_partners_retry_with_its_key_acts_once_and_needs_no_proof_of_origin(db: str, urls: None) -> None:
    at = clock.now()
    with services.scope(services.system_viewer("demo")):
        made = {
            login: services.create_account(
                login=login, password=PASSWORD, kind=kind, name=login, scope_code="43", roles=roles, by="test", at=at
            )
            for login, kind, roles in (
                ("tax", Kind.PARTNER, ["partner_department"]),
                ("admin", Kind.OFFICER, ["system_administrator"]),
            )
        }
        admin = services.viewer_for(made["admin"], at=at)
    with services.scope(admin):
        key = services.issue_key(
            account_id=made["tax"].pk, label="核对", capabilities=[], daily_quota=9, days=9, by=admin, at=at, key_scope="4301"
        )
    program = Client(enforce_csrf_checks=True, headers={"authorization": f"Bearer {key.text}", "idempotency-key": "retry-0001"})
    answers = [program.post("/api/t/things") for _ in range(2)]
    assert [a.json() for a in answers] == [{"number": 2}] * 2
    assert answers[1]["Idempotent-Replayed"] == "true"


def test_an_operation_is_closed_to_strangers(db: str, urls: None) -> None:
    answer = Client().get("/api/t/things")
    assert answer.status_code == 403
    assert answer.json()["code"] == "ACC-002"


def test_a_limit_answers_429_with_the_time_to_wait(db: str, urls: None) -> None:
    answers = [Client().get("/limited/") for _ in range(11)]
    assert [a.status_code for a in answers] == [200] * 10 + [429]
    assert int(answers[-1]["Retry-After"]) > 0
    assert Client(REMOTE_ADDR="203.0.113.9").get("/limited/").status_code == 200


def test_views_and_operations_without_a_declaration_are_refused(db: str, urls: None) -> None:
    for address in ("/undeclared/", "/api/bare/open"):
        with pytest.raises(ImproperlyConfigured, match="未声明访问权限"):
            Client().get(address)


def test_only_our_own_proxies_are_believed_about_addresses(db: str, urls: None, settings: object) -> None:
    said = {"x-forwarded-for": "198.51.100.7, 10.0.0.5"}
    assert Client(REMOTE_ADDR="10.0.0.9", headers=said).get("/where/").json() == {"address": "10.0.0.9"}
    settings.PROXIES = ["10.0.0.0/8"]  # type: ignore[attr-defined]
    assert Client(REMOTE_ADDR="10.0.0.9", headers=said).get("/where/").json() == {"address": "198.51.100.7"}
    forged = {"x-forwarded-for": "nonsense, 10.0.0.5"}
    assert Client(REMOTE_ADDR="10.0.0.9", headers=forged).get("/where/").json() == {"address": "10.0.0.5"}
