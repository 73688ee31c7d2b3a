"""The shells and the component sheet in a real browser: they fit, they are accessible, in both languages and at both widths."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import LANGUAGES, WIDTHS, Opener, Site, assert_accessible, assert_fits, chinese_outside, picture

pytestmark = pytest.mark.browser

PAGES = {"public-home": "/", "search": "/search?q=home", "api": "/api/", "refused": "/nowhere/", "design": "/design/"}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_shell_fits_and_is_accessible(site: Site, open_page: Opener, width: str, language: str) -> None:
    page = open_page(width=width, language=language)
    for name, path in PAGES.items():
        page.goto(site.url + path)
        page.wait_for_load_state("networkidle")
        picture(page, f"shells/{name}-{language}-{width}")
        assert_fits(page)
        assert_accessible(page)
        assert (page.locator("html").get_attribute("lang") or "").startswith(language)
        if language == "en":
            assert chinese_outside(page) == [], path


def test_what_is_typed_survives_a_closed_page_and_is_forgotten_when_asked(site: Site, open_page: Opener) -> None:
    page = open_page()
    page.goto(f"{site.url}/design/")
    page.fill("#id_name", "某企业")
    page.check("#id_ways_1")
    page.wait_for_selector("form [data-draft-note]:visible")
    page.goto("about:blank")
    page.goto(f"{site.url}/design/")
    assert page.input_value("#id_name") == "某企业"
    assert page.is_checked("#id_ways_1")
    page.click("form [data-draft-drop]:visible")
    assert page.input_value("#id_name") == ""
    page.reload()
    assert page.input_value("#id_name") == ""


def test_ctrl_k_finds_a_screen_by_the_keyboard_alone(site: Site, reader: Page) -> None:
    reader.goto(f"{site.url}/design/")
    reader.keyboard.press("Control+k")
    reader.keyboard.type("首页")
    reader.wait_for_selector("#search-overlay a")
    reader.keyboard.press("ArrowDown")
    reader.keyboard.press("Enter")
    reader.wait_for_url(f"{site.url}/")


def test_a_page_at_four_times_its_size_needs_no_sideways_scrolling(site: Site, open_page: Opener) -> None:
    page = open_page()
    page.set_viewport_size({"width": 360, "height": 225})  # 1440 x 900 at 400 %
    for path in ("/", "/search?q=home"):
        page.goto(site.url + path)
        assert_fits(page)


def test_our_own_weight_is_small() -> None:
    static = Path(__file__).resolve().parents[2] / "src/huizhi/kit/static/kit"
    assert sum(file.stat().st_size for file in static.glob("*") if file.name != "charts.js") < 60_000
