"""Signing in and the administration of access in a browser: both languages and widths, and one way through by keyboard."""

from datetime import timedelta

import pyotp
import pytest
from playwright.sync_api import Page

from huizhi.kernel.access import services as access
from huizhi.kernel.access.types import Kind, Viewer
from huizhi.kernel.parties import services as parties
from huizhi.lib import clock
from tests.browser.conftest import LANGUAGES, WIDTHS, Opener, Site, assert_accessible, assert_fits, chinese_outside, picture

pytestmark = pytest.mark.browser

PASSWORD = "Zaoshang-8-dian"
ADMIN = ["system_administrator", "county_officer"]


def account(login: str, roles: list[str], **said: object) -> Viewer:
    given: dict[str, object] = {"kind": Kind.OFFICER, "scope_code": "430102", "name": f"用户{login}"}
    with access.scope(access.system_viewer("demo")):
        made = access.create_account(login=login, password=PASSWORD, roles=roles, by="test", at=clock.now(), **(given | said))  # type: ignore[arg-type]
        return access.viewer_for(made, at=clock.now())


def sign_in(page: Page, site: Site, login: str, language: str = "zh") -> None:
    page.context.add_cookies([{"name": "language", "value": {"zh": "zh-hans", "en": "en"}[language], "url": site.url}])
    page.goto(f"{site.url}/sign-in/")
    page.fill("#id_login", login)
    page.fill("#id_password", PASSWORD)
    page.press("#id_password", "Enter")
    page.wait_for_url(lambda url: "/sign-in/" not in url)


@pytest.fixture
def pages(site: Site) -> dict[str, tuple[str, str]]:
    """name -> (who looks, address), with something on each page."""
    admin = account("admin", ADMIN)
    head, clerk = account("head", ["principal"]), account("clerk", ["clerk"])
    account("auditor", ["auditor"])
    partner = account("tax", [], kind=Kind.PARTNER)
    at = clock.now()
    with access.scope(access.system_viewer("demo")):
        party = parties.add_party(name="演示主体", identifiers={})
        identity = access.seal_identity(subject="tip:2026-0001", scope_code="430102", text="甲", by="test", at=at)
    with access.scope(admin):
        key = access.issue_key(
            account_id=partner.account, label="核对", capabilities=[], daily_quota=9, days=9, by=admin, at=at
        ).key
    with access.scope(head):
        grant = access.give_grant(
            ground="joint",
            reason="联合检查",
            until=at + timedelta(days=9),
            to_scope_code="430103",
            party_id=party.pk,
            by=head,
            at=at,
        )
    with access.scope(clerk):
        request = access.ask_opening(identity=identity, reason="核实线索", by=clerk, at=at)
        access.log_reading(kind="parties.phone", subjects=["party:1"], purpose="核查", by=clerk, at=at)
    return {
        "accounts": ("admin", "/officer/admin/accounts/"),
        "account": ("admin", f"/officer/admin/accounts/{clerk.account_uuid}/"),
        "new-account": ("admin", "/officer/admin/accounts/new/"),
        "keys": ("admin", "/officer/admin/keys/"),
        "key": ("admin", f"/officer/admin/keys/{key.uuid}/"),
        "new-key": ("admin", "/officer/admin/keys/new/"),
        "matrix": ("admin", "/officer/admin/access-matrix/"),
        "own-account": ("admin", "/account/"),
        "own-password": ("admin", "/account/password/"),
        "own-second-factor": ("admin", "/account/second-factor/"),
        "grants": ("head", "/officer/admin/grants/"),
        "grant": ("head", f"/officer/admin/grants/{grant.uuid}/"),
        "new-grant": ("head", "/officer/admin/grants/new/"),
        "openings": ("head", "/officer/admin/openings/"),
        "opening": ("head", f"/officer/admin/openings/{request.uuid}/"),
        "ask-opening": ("clerk", "/officer/admin/openings/ask/"),
        "readings": ("auditor", "/officer/admin/readings/"),
    }


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_access_fits_and_is_accessible(
    site: Site, open_page: Opener, pages: dict[str, tuple[str, str]], width: str, language: str
) -> None:
    stranger = open_page(width=width, language=language)
    stranger.goto(f"{site.url}/sign-in/")
    picture(stranger, f"access/sign-in-{language}-{width}")
    assert_fits(stranger)
    assert_accessible(stranger)
    readers: dict[str, Page] = {}
    for name, (who, path) in pages.items():
        if who not in readers:
            readers[who] = open_page(width=width, language=language)
            sign_in(readers[who], site, who, language)
        page = readers[who]
        page.goto(site.url + path)
        assert page.url == site.url + path
        picture(page, f"access/{name}-{language}-{width}")
        assert_fits(page)
        assert_accessible(page)
        if language == "en":
            page.evaluate("() => document.querySelectorAll('nav').forEach(nav => nav.remove())")
            assert chinese_outside(page) == [], path


def test_a_double_click_on_a_slow_form_opens_one_account(site: Site, open_page: Opener) -> None:
    account("admin", ADMIN)
    page = open_page()
    sign_in(page, site, "admin")
    page.goto(f"{site.url}/officer/admin/accounts/new/")
    page.fill("#id_login", "lisi")
    page.fill("#id_name", "李四")
    page.check("input[value=inspector]")
    page.dblclick("button.primary")
    page.wait_for_selector("text=一次性口令，只显示这一次")
    page.goto(f"{site.url}/officer/admin/accounts/?q=lisi")
    assert page.locator("tbody tr").count() == 1


def test_the_second_factor_is_set_up_and_asked_by_keyboard_alone(site: Site, open_page: Opener) -> None:
    account("admin", ADMIN)
    page = open_page()
    sign_in(page, site, "admin")
    page.goto(f"{site.url}/account/second-factor/")
    totp = pyotp.TOTP(page.locator("code").first.inner_text().replace(" ", ""))
    page.keyboard.type(totp.at(clock.now()))
    page.keyboard.press("Enter")
    page.wait_for_selector("text=动态口令已启用")
    again = open_page()
    sign_in_first_step(again, site)
    again.keyboard.type(totp.at(clock.now() + timedelta(seconds=30)))
    again.keyboard.press("Enter")
    again.wait_for_url(f"{site.url}/officer/")


def sign_in_first_step(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/sign-in/")
    page.keyboard.type("admin")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site.url}/sign-in/code/")
