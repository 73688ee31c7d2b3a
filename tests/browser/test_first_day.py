"""A first day with the demo province: somebody looks a firm up, an officer works; the manual's pictures are taken here."""

import pytest
from playwright.sync_api import Page

from conftest import DemoProvince
from tests.browser.conftest import Opener, Site, assert_accessible, assert_fits, picture

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def no_second_factor(settings: pytest.FixtureRequest) -> None:
    """Accounts of the demo have no telephone."""
    settings.SECOND_FACTOR_REQUIRED = False  # type: ignore[attr-defined]


def _seen(page: Page, name: str) -> None:
    page.wait_for_load_state("networkidle")
    assert_fits(page)
    assert_accessible(page)
    picture(page, name, whole=False)


def _sign_in(page: Page, site: Site, province: DemoProvince, role: str) -> None:
    page.goto(f"{site.url}/sign-in/")
    page.fill("#id_login", f"{role}.{province.home[:4]}")
    page.fill("#id_password", province.password)
    page.press("#id_password", "Enter")
    page.wait_for_url(f"{site.url}/officer/")


def test_the_public_finds_a_firm_without_an_account(province: DemoProvince, site: Site, open_page: Opener) -> None:
    page = open_page()
    page.goto(site.url)
    _seen(page, "public-home")
    page.fill("main input[name=q]", "长沙")
    page.press("main input[name=q]", "Enter")
    page.wait_for_selector("main .hits a")
    _seen(page, "public-search")
    page.click("main .hits a[href*='/entities/']")
    page.wait_for_selector("h1")
    _seen(page, "public-entity")
    page.goto(f"{site.url}/entities/statistics/")
    _seen(page, "public-statistics")
    page.goto(f"{site.url}/ledger/")
    _seen(page, "public-ledger")


def test_an_officer_finds_the_file_of_a_firm_by_the_keyboard(province: DemoProvince, site: Site, open_page: Opener) -> None:
    page = open_page()
    _sign_in(page, site, province, "clerk")
    _seen(page, "officer-desk")
    page.keyboard.press("Control+k")
    page.keyboard.type("长沙")
    page.wait_for_selector("#search-overlay .hits a[href*='/entities/']")
    picture(page, "officer-search", whole=False)
    page.click("#search-overlay .hits a[href*='/entities/']")
    page.wait_for_selector("h1")
    _seen(page, "officer-entity")
    page.goto(f"{site.url}/officer/rules/")
    _seen(page, "officer-rules")


def test_the_officers_phone_has_the_menu_behind_one_button(province: DemoProvince, site: Site, open_page: Opener) -> None:
    page = open_page(width="phone")
    _sign_in(page, site, province, "clerk")
    assert not page.is_visible("#side")
    page.click("[data-opens=side]")
    assert page.is_visible("#side")
    assert page.get_attribute("[data-opens=side]", "aria-expanded") == "true"
    _seen(page, "officer-phone")
