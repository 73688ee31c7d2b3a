"""The rulebook in a browser: it fits and is accessible, in both languages and widths; a parameter is edited and confirmed."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page

from huizhi.kernel.access import services as access
from huizhi.kernel.access.types import Kind
from tests.browser.conftest import LANGUAGES, WIDTHS, Opener, Site, assert_accessible, assert_fits, chinese_outside, picture

pytestmark = pytest.mark.browser

PASSWORD = "Zaoshang-8-dian"
PARAMETER = "/officer/rules/parameters/hn.hearing.amount_person/"
PAGES = {
    "rules": "/officer/rules/",
    "rule": "/officer/rules/rule/consumer_protection.complaints.mediation/",
    "instruments": "/officer/rules/instruments/?q=121号令",
    "instrument": "/officer/rules/instruments/complaints_rules_2026/",
    "switches": "/officer/rules/switches/?day=2026-04-14",
    "parameters": "/officer/rules/parameters/",
    "parameter": PARAMETER,
    "holidays": "/officer/rules/holidays/",
    "public-instruments": "/rules/",
    "public-instrument": "/rules/instruments/complaints_rules_2026/",
}


def account(login: str) -> None:
    """An officer of the province's legal affairs."""
    with access.scope(access.system_viewer("demo")):
        access.create_account(
            login=login,
            password=PASSWORD,
            kind=Kind.OFFICER,
            name=login,
            scope_code="43",
            roles=["legal_affairs"],
            by="test",
            at=datetime(2026, 3, 2, tzinfo=UTC),
        )


def sign_in(page: Page, site: Site, login: str, language: str = "zh") -> None:
    """Sign in by the page, in that language."""
    chosen = {"zh": "zh-hans", "en": "en"}[language]
    page.context.add_cookies([{"name": "language", "value": chosen, "url": site.url}])
    page.goto(f"{site.url}/sign-in/")
    page.fill("#id_login", login)
    page.fill("#id_password", PASSWORD)
    page.press("#id_password", "Enter")
    page.wait_for_url(f"{site.url}/officer/")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_the_law_fits_and_is_accessible(site: Site, open_page: Opener, width: str, language: str) -> None:
    account("李法规")
    page = open_page(width=width, language=language)
    sign_in(page, site, "李法规", language)
    for name, path in PAGES.items():
        page.goto(site.url + path)
        page.wait_for_load_state("networkidle")
        picture(page, f"rules/{name}-{language}-{width}")
        assert_fits(page)
        assert_accessible(page)
        if language == "en":
            # The navigation is said by all rooms; the shells' own test holds it.
            page.evaluate("() => document.querySelectorAll('nav').forEach(nav => nav.remove())")
            assert chinese_outside(page) == [], path


def test_a_parameter_is_edited_by_one_and_confirmed_by_another(site: Site, open_page: Opener) -> None:
    for login in ("李法规", "王法规"):
        account(login)
    li = open_page()
    sign_in(li, site, "李法规")
    li.goto(site.url + PARAMETER)
    li.fill("#id_value", "二百万")
    li.fill("#id_effective_on", "2026-03-01")
    li.fill("#id_basis", "测试文件")
    li.fill("#id_reason", "省级标准")
    li.click("text=提交修改")
    li.wait_for_selector("text=不是整数")
    assert li.input_value("#id_basis") == "测试文件"
    li.fill("#id_value", "2000000")
    li.click("text=提交修改")
    li.wait_for_selector("text=须由另一人确认")
    wang = open_page()
    sign_in(wang, site, "王法规")
    wang.goto(site.url + PARAMETER)
    wang.fill("#id_ground", "对照文件原文")
    wang.click("text=确认此次修改")
    wang.wait_for_selector("text=修改已确认")
    picture(wang, "rules/parameter-confirmed")
    wang.goto(f"{site.url}/officer/rules/rule/enforcement.hearings.fine_person/")
    wang.wait_for_selector("text=已由省级确定")
