"""The inbox as its owner uses it."""

from datetime import datetime

from django.test import Client

from huizhi.interfaces.web.tests.test_jobs import signed_in
from huizhi.kernel.access import services as access
from huizhi.kernel.access.models import Account
from huizhi.kernel.access.types import Kind, Viewer
from huizhi.kernel.notices import services
from huizhi.kernel.notices.models import Message, Outgoing, Reach

COUNTY = Viewer(kind=Kind.OFFICER, scope_code="430102")


def uuid_of(login: str) -> str:
    with access.scope(access.system_viewer("sign_in")):
        return str(Account.objects.get(login=login).uuid)


def tell(login: str, at: datetime, link: str = "") -> str:
    with access.scope(COUNTY):
        services.tell(account=uuid_of(login), kind="notices.trial", data={"words": f"致{login}"}, at=at, link=link)
    with access.scope(access.system_viewer("notices")):
        return str(Message.objects.latest("id").uuid)


def page(browser: Client, url: str = "/inbox/") -> str:
    answer = browser.get(url)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_message_waits_in_the_header_is_read_and_leads_where_it_says(db: str, at: datetime) -> None:
    browser = signed_in("furong", ["clerk"])
    message = tell("furong", at, "/officer/jobs/")
    assert '<span class="count due">1</span>' in page(browser, "/officer/")
    assert "致furong" in page(browser)
    answer = browser.post(f"/inbox/{message}/")
    assert answer["Location"] == "/officer/jobs/"
    assert "致furong" not in page(browser, "/inbox/?unread=1")
    assert '<span class="count due">' not in page(browser, "/officer/")


def test_another_account_neither_reads_nor_marks_it(db: str, at: datetime) -> None:
    signed_in("furong", ["clerk"])
    message = tell("furong", at)
    head = signed_in("head", ["department_leader"])
    assert "致furong" not in page(head)
    assert head.post(f"/inbox/{message}/").status_code == 404


def test_everything_is_marked_as_read_at_once_and_old_messages_are_on_further_pages(db: str, at: datetime) -> None:
    browser = signed_in("furong", ["clerk"])
    for _ in range(32):
        tell("furong", at)
    first = page(browser)
    assert first.count("致furong") == 30
    assert "?before=" in first
    browser.post("/inbox/read/")
    assert "没有消息" in page(browser, "/inbox/?unread=1")


def test_addresses_and_wishes_are_kept_and_a_wrong_number_is_said(db: str, at: datetime) -> None:
    browser = signed_in("furong", ["clerk"])
    assert "这不是手机号码" in browser.post("/inbox/reach/", {"sms": "12345"}).content.decode()
    assert browser.post("/inbox/reach/", {"sms": "138 0013 8000", "by_sms": ["notices.trial"]}).status_code == 302
    with access.scope(access.system_viewer("notices")):
        kept = Reach.objects.get()
    assert kept.sms == "13800138000"
    assert "notices.trial" not in kept.not_by_sms
    assert "organisations.certificate_expiring" in kept.not_by_sms
    assert "13800138000" in page(browser, "/inbox/reach/")
    browser.post("/inbox/reach/trial/")
    with access.scope(access.system_viewer("notices")):
        assert Outgoing.objects.get().to == "13800138000"


def test_an_enterprise_has_its_inbox_in_its_own_portal(db: str, at: datetime) -> None:
    from huizhi.interfaces.web.tests.test_jobs import PASSWORD
    from huizhi.kit.access import SIGN_IN_COOKIE
    from huizhi.lib import clock

    with access.scope(access.system_viewer("demo")):
        access.create_account(
            login="firm", password=PASSWORD, kind=Kind.ENTERPRISE, name="某公司", scope_code="430102", roles=["enterprise"],
            by="test", at=clock.now(), party_id=7,
        )  # fmt: skip
    browser = Client()
    browser.cookies[SIGN_IN_COOKIE] = access.sign_in(login="firm", password=PASSWORD, at=clock.now())
    tell("firm", at)
    assert "致firm" in page(browser)
    assert '<span class="count">1</span>' in page(browser, "/business/")


def test_who_is_not_signed_in_is_asked_to(db: str) -> None:
    assert Client().get("/inbox/")["Location"].startswith("/sign-in/")
