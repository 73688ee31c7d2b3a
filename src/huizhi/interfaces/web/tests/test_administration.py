"""The administration of access through its pages."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from huizhi.kernel.access import services
from huizhi.kernel.access.models import Account, ApiCall, Grant, OpeningRequest, Reading
from huizhi.kernel.access.types import Kind
from huizhi.kernel.parties.models import Identifier, Party
from huizhi.lib import clock

PASSWORD = "Zaoshang-8-dian"
As = Callable[..., Client]
USCC = "91430100MA4L16JY0A"


@pytest.fixture
def as_role(db: str) -> As:
    """A browser that is signed in with an account of these roles."""

    def make(*roles: str, login: str = "", **said: object) -> Client:
        login = login or "_".join(roles)
        given: dict[str, object] = {"kind": Kind.OFFICER, "name": login, "scope_code": "430102"}
        with services.scope(services.system_viewer("demo")):
            services.create_account(
                login=login,
                password=PASSWORD,
                roles=list(roles),
                by="test",
                at=clock.now(),
                **(given | said),  # type: ignore[arg-type]
            )
        browser = Client()
        browser.cookies["huizhi_sign_in"] = services.sign_in(login=login, password=PASSWORD, at=clock.now())
        return browser

    return make


def the(model: Any, **said: object) -> Any:
    with services.scope(services.system_viewer("doctor")):
        return model.objects.get(**said)


def test_an_account_is_opened_used_and_closed(as_role: As) -> None:
    admin = as_role("system_administrator", login="admin")
    page = admin.post(
        "/officer/admin/accounts/new/",
        {
            "login": "lisi",
            "name": "李四",
            "kind": "officer",
            "scope_code": "430102003",
            "roles": ["station_officer", "inspector"],
        },
    )
    password = re.search(r'<code class="code">([a-z0-9-]{19})</code>', page.text)
    assert password is not None
    lisi = Client()
    assert lisi.post("/sign-in/", {"login": "lisi", "password": password[1]}).status_code == 302
    assert lisi.get("/officer/")["Location"] == "/account/"
    address = reverse("account", args=[the(Account, login="lisi").uuid])
    assert "李四" in admin.get("/officer/admin/accounts/?q=lisi").text
    assert password[1] not in admin.get(address).text
    assert admin.post(address + "disable/", {"why": ""}).status_code == 200
    assert admin.post(address + "disable/", {"why": "调离"})["Location"] == address
    assert lisi.get("/account/").status_code == 302
    assert "调离" in admin.get(address).text


def test_roles_are_given_and_taken_on_the_page(as_role: As) -> None:
    admin = as_role("system_administrator", login="admin")
    as_role("county_officer", login="zhang")
    address = reverse("account", args=[the(Account, login="zhang").uuid])
    assert 'value="province_officer"' not in admin.get(address).text
    admin.post(address + "give-role/", {"role": "planner"})
    assert 'name="role" value="planner"' in admin.get(address).text
    admin.post(address + "take-role/", {"role": "planner"})
    assert 'name="role" value="planner"' not in admin.get(address).text
    assert admin.post(address + "give-role/", {"role": "province_officer"}).status_code == 422


def test_a_form_that_is_refused_keeps_what_was_typed(as_role: As) -> None:
    admin = as_role("system_administrator", login="admin")
    said = {"login": "lisi", "name": "李四", "kind": "officer", "scope_code": "430103", "roles": ["inspector"]}
    page = admin.post("/officer/admin/accounts/new/", said)
    assert page.status_code == 200
    assert "不在您的管辖范围内" in page.text
    assert 'value="李四"' in page.text


def test_an_administrator_sees_no_neighbours_account(as_role: As) -> None:
    admin = as_role("system_administrator", login="admin")
    as_role("clerk", login="neighbour", scope_code="430103")
    assert "neighbour" not in admin.get("/officer/admin/accounts/").text
    assert admin.get(reverse("account", args=[the(Account, login="neighbour").uuid])).status_code == 404


def test_a_grant_is_given_shown_and_revoked(as_role: As) -> None:
    with services.scope(services.system_viewer("demo")):
        party = Party.objects.create(kind="org", name="某企业")
        Identifier.objects.create(party=party, scheme="uscc", value=USCC)
    head, guest = as_role("principal", login="head"), as_role("clerk", login="guest", scope_code="430103")
    until = (clock.now() + timedelta(days=30)).strftime("%Y-%m-%d")
    said = {"uscc": USCC, "to_scope_code": "430103", "ground": "assistance", "reason": "协查函第一号", "until": until}
    address = head.post("/officer/admin/grants/new/", said)["Location"]
    assert USCC in head.get(address).text
    assert "协查函第一号" in guest.get("/account/").text
    assert guest.get(address).status_code == 404
    assert head.post(address + "revoke/", {"why": "办结"})["Location"] == address
    assert the(Grant).revoked_why == "办结"
    assert "协查函第一号" not in guest.get("/account/").text


def test_a_key_is_issued_called_counted_and_revoked(as_role: As) -> None:
    admin = as_role("system_administrator", login="admin", scope_code="43")
    as_role("partner_department", login="tax", kind=Kind.PARTNER, scope_code="43")
    said = {"account": the(Account, login="tax").pk, "label": "核对", "daily_quota": 2, "days": 30}
    page = admin.post("/officer/admin/keys/new/", said)
    text = re.search(r"hz_[0-9a-f]{10}_[\w-]{43}", page.text)
    assert text is not None
    program = Client(headers={"authorization": f"Bearer {text[0]}"})
    answers = [program.get("/api/v1/nothing-here") for _ in range(3)]
    assert [a.status_code for a in answers] == [404, 404, 429]
    assert int(answers[2]["Retry-After"]) > 0
    file = admin.get("/officer/admin/keys/").text
    address = re.search(r"/officer/admin/keys/[0-9a-f-]{36}/", file)
    assert address is not None
    shown = admin.get(address[0]).text
    assert "/api/v1/nothing-here" in shown
    assert text[0] not in shown
    admin.post(address[0] + "revoke/")
    assert program.get("/api/v1/nothing-here").status_code == 401
    assert the(ApiCall, status=404, path="/api/v1/nothing-here", pk=1).method == "GET"


def test_a_sealed_identity_takes_two_persons_and_is_shown_once(as_role: As) -> None:
    with services.scope(services.system_viewer("demo")):
        identity = services.seal_identity(
            subject="tip:2026-0001", scope_code="430102", text="举报人甲", by="intake", at=clock.now()
        )
    clerk, head = as_role("clerk", login="clerk"), as_role("principal", login="head")
    address = clerk.post("/officer/admin/openings/ask/", {"identity": str(identity), "reason": "核实线索"})["Location"]
    assert "批准</button>" not in clerk.get(address).text
    assert clerk.post(address + "open/").status_code == 403
    assert "批准</button>" in head.get(address).text
    head.post(address + "decide/", {"decision": "approve"})
    assert "举报人甲" in clerk.post(address + "open/").text
    assert "举报人甲" not in clerk.get(address).text
    assert clerk.post(address + "open/").status_code == 403
    assert the(OpeningRequest).opened_at is not None
    assert the(Reading).subjects == ["tip:2026-0001"]
    assert "tip:2026-0001" in as_role("auditor", login="auditor").get("/officer/admin/readings/").text


def test_the_matrix_page_names_roles_in_both_languages(as_role: As) -> None:
    officer = as_role("county_officer")
    assert "县市区局监管人员" in officer.get("/officer/admin/access-matrix/").text
    officer.cookies["language"] = "en"
    assert "Officer of a county bureau" in officer.get("/officer/admin/access-matrix/").text


PAGES = {
    "/officer/admin/accounts/": {"system_administrator", "auditor"},
    "/officer/admin/accounts/new/": {"system_administrator"},
    "/officer/admin/grants/": {"system_administrator", "auditor", "principal", "clerk"},
    "/officer/admin/grants/new/": {"principal"},
    "/officer/admin/keys/": {"system_administrator"},
    "/officer/admin/openings/": {"principal", "clerk", "auditor"},
    "/officer/admin/openings/ask/": {"clerk"},
    "/officer/admin/readings/": {"auditor"},
    "/officer/admin/access-matrix/": {"system_administrator", "auditor", "principal", "clerk"},
}


def test_each_page_opens_to_its_roles_and_to_nobody_else(as_role: As) -> None:
    browsers = {role: as_role(role) for role in ("system_administrator", "auditor", "principal", "clerk")}
    browsers["enterprise"] = as_role("enterprise", kind=Kind.ENTERPRISE, party_id=1)
    for page, allowed in PAGES.items():
        opened = {role for role, browser in browsers.items() if browser.get(page).status_code == 200}
        assert opened == allowed, page
        assert Client().get(page).status_code == 302
