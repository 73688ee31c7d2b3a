"""Three windows over one register: the public's query, partner departments', and pre-filling for services."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client

from huizhi.domains.legal_entities import services
from huizhi.domains.legal_entities.tests.factories import KEYS, code, row
from huizhi.kernel.access import services as access
from huizhi.kernel.access.types import Kind
from huizhi.kernel.parties.models import Fact, UnmatchedFact
from huizhi.kernel.parties.types import NewFact
from huizhi.lib import clock

PASSWORD = "Zaoshang-8-dian"
ALL = access.system_viewer("demo")
ROOT = "/api/v1/legal-entities"


@pytest.fixture
def firms(db: str, at: datetime) -> list[int]:
    with access.scope(ALL):
        rows = [row(n) for n in range(1, 31)]
        made = [services.register_entity(cells=dict(zip(KEYS, r, strict=True)), by="张三", at=at).pk for r in rows]
        for visibility, words in (("public", "公开甲"), ("official", "内部乙")):
            fact = NewFact("许可", {"内容": words}, "芙蓉区局", date(2025, 1, 1), visibility, "430102", words)
            services.receive_fact(fact=fact, name="", code=code(1), by="张三", at=at)
    return made


@pytest.fixture
def signed_in(db: str, at: datetime) -> Callable[..., Client]:
    def make(login: str, kind: Kind, roles: list[str], **more: Any) -> Client:
        with access.scope(ALL):
            access.create_account(
                login=login, password=PASSWORD, kind=kind, name=login, scope_code="430102", roles=roles, by="t", at=at, **more
            )
        browser = Client()
        browser.post("/sign-in/", {"login": login, "password": PASSWORD})
        return browser

    return make


@pytest.mark.proves("LP-01", at="/api/v1/legal-entities/entities")
@pytest.mark.proves("LP-05", at="/api/v1/legal-entities/entities/{code}")
def test_the_public_pages_through_an_answer_and_opens_one_entity(firms: list[int]) -> None:
    browser, seen, offset = Client(), [], 0
    while offset is not None:
        page = browser.get(f"{ROOT}/entities", {"q": "测试", "size": 20, "offset": offset}).json()
        seen += [item["code"] for item in page["items"]]
        offset = page["next"]
    assert len(seen) == len(set(seen)) == page["total"] == 30
    file = browser.get(f"{ROOT}/entities/{code(1)}").json()
    assert file["name"] == "长沙测试1号科技有限公司"
    assert [f["value"] for f in file["facts"]] == [{"内容": "公开甲"}]
    assert browser.get(f"{ROOT}/entities/{code(99)}").status_code == 404
    assert browser.get(f"{ROOT}/entities", {"q": "测"}).status_code == 422


def test_a_code_is_checked_with_the_place_of_its_fault(firms: list[int]) -> None:
    good = Client().get(f"{ROOT}/codes/{code(1)}").json()
    assert (good["valid"], good["registered"]) == (True, True)
    wrong = code(1)[:-1] + ("0" if code(1)[-1] != "0" else "1")
    bad = Client().get(f"{ROOT}/codes/{wrong}").json()
    assert (bad["valid"], bad["position"]) == (False, 18)


@pytest.mark.proves("LP-03", at="/api/v1/legal-entities/entities/{code}/state")
def test_the_state_on_any_day_is_told(firms: list[int], at: datetime) -> None:
    with access.scope(ALL):
        services.record_event(code=code(1), event="suspend", on=date(2024, 1, 1), by="张三", at=at)

    def told(day: str) -> Any:
        return Client().get(f"{ROOT}/entities/{code(1)}/state", {"day": day}).json()["state"]

    assert [told(d) for d in ("2010-01-01", "2020-01-01", "2024-01-01")] == [None, "active", "dormant"]


def test_an_officer_reads_the_official_tier_and_the_public_does_not(firms: list[int], signed_in: Callable[..., Client]) -> None:
    address = f"{ROOT}/registrations/{code(1)}"
    assert Client().get(address).status_code in (401, 403)
    facts = signed_in("李经办", Kind.OFFICER, ["county_officer"]).get(address).json()["facts"]
    assert {f["value"]["内容"] for f in facts} == {"公开甲", "内部乙"}


def test_forms_are_filled_with_what_the_state_knows(firms: list[int], signed_in: Callable[..., Client]) -> None:
    own = signed_in("甲公司", Kind.ENTERPRISE, ["enterprise"], party_id=firms[0]).get(f"{ROOT}/own/prefill")
    assert own.json()["name"] == "长沙测试1号科技有限公司"
    assert own.json()["capital"] == "500.000000"


@pytest.mark.proves("LP-12", at="/api/v1/legal-entities/facts")
def test_a_partner_sends_facts_which_find_their_entity_or_wait(firms: list[int], db: str, at: datetime) -> None:
    with access.scope(ALL):
        account = access.create_account(
            login="海关", password=PASSWORD, kind=Kind.PARTNER, name="长沙海关", scope_code="430102",
            roles=["partner_department"], by="t", at=at,
        )  # fmt: skip
        viewer = access.viewer_for(account, at=at)
        chief = access.create_account(
            login="管理员", password=PASSWORD, kind=Kind.OFFICER, name="管理员", scope_code="43",
            roles=["system_administrator"], by="t", at=at,
        )  # fmt: skip
        admin = access.viewer_for(chief, at=at)
        key = access.issue_key(
            account_id=account.pk,
            label="试",
            capabilities=viewer.capabilities,
            daily_quota=100,
            days=30,
            by=admin,
            at=clock.now(),
        )
    partner = Client(headers={"authorization": f"Bearer {key.text}"})
    told = {
        "name": "长沙测试1号科技有限公司",
        "kind": "进出口",
        "value": {"内容": "备案"},
        "source": "长沙海关",
        "on": "2025-03-01",
    }
    sent = partner.post(f"{ROOT}/facts", told, "application/json", headers={"idempotency-key": "a" * 20})
    assert (sent.status_code, sent.json()) == (201, {"matched": True, "id": sent.json().get("id")}), sent.content.decode()
    lost = partner.post(f"{ROOT}/facts", told | {"name": "没有这家"}, "application/json", headers={"idempotency-key": "b" * 20})
    assert lost.json()["matched"] is False
    with access.scope(ALL):
        assert Fact.objects.filter(kind="进出口").count() == 1
        assert UnmatchedFact.objects.count() == 1


@pytest.mark.proves("LP-11", at="/api/v1/legal-entities/statistics")
def test_counts_are_open_with_their_definition(firms: list[int], at: datetime) -> None:
    from huizhi.domains.legal_entities.services.counting import recount

    with access.scope(ALL):
        recount(at=at)
    told = Client().get(f"{ROOT}/statistics", {"place": "4301"}).json()
    assert (told["total"], told["by_kind"]) == (30, {"有限责任公司": 30})
    assert "口径" in told["definition"] or "存量" in told["definition"]
