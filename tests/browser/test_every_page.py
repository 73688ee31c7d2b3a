"""Every page of the house, the same list of addresses as the leak walk: accessible, in both languages and at both widths.

An English page holds Chinese only where it is marked as Chinese; no page scrolls sideways as a whole.
"""

import json
from dataclasses import dataclass

import pytest
from django.test import Client
from playwright.sync_api import Page

from huizhi.kit.access import SIGN_IN_COOKIE
from huizhi.lib import clock
from tests.browser.conftest import LANGUAGES, WIDTHS, Opener, Site, chinese_outside, picture, too_wide, violations
from tests.walk.test_leaks import NOT_WALKED
from tests.walk.world import Address, County, addresses, people_of, plant_everything

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@dataclass(frozen=True)
class Seen:
    """An address and who of the county gets an HTML page there."""

    path: str
    who: str


@pytest.fixture
def county(db: str, settings: pytest.FixtureRequest) -> County:
    settings.SECOND_FACTOR_REQUIRED = False  # type: ignore[attr-defined]
    made = County("430102", "标记甲q430102", clock.now())
    plant_everything(made)
    people_of(made)
    return made


def _pages(county: County) -> list[Seen]:
    """For each address the first person to whom it answers with a page; the one with most rights before strangers."""
    found = []
    people = sorted(county.people.items(), key=lambda pair: pair[0] == "nobody")
    for address in addresses():
        path = address.filled(county.arguments)
        if path is None or _is_left_out(address):
            continue
        who = next((name for name, person in people if _is_page(person.client, path)), None)
        if who is not None:
            found.append(Seen(path, who))
    return found


def _is_left_out(address: Address) -> bool:
    return address.name in NOT_WALKED or address.route.startswith("api/v1/")


def _is_page(client: Client, path: str) -> bool:
    answer = client.get(path)
    answer.close()  # a file that is sent stays open until then
    return answer.status_code == 200 and answer.get("Content-Type", "").startswith("text/html")


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_accessible(site: Site, county: County, open_page: Opener, language: str) -> None:
    wrong: list[str] = []
    pages = _pages(county)
    assert len(pages) > 10
    readers: dict[str, Page] = {}
    for seen in pages:
        page = readers.get(seen.who) or _reader(open_page(language=language), county, seen.who, site)
        readers[seen.who] = page
        page.goto(site.url + seen.path)
        page.wait_for_load_state("networkidle")
        for width, (wide, high) in WIDTHS.items():
            page.set_viewport_size({"width": wide, "height": high})
            wrong += [f"{seen.path} {width} {said}" for said in _faults(page, language)]
            picture(page, f"pages/{seen.path.strip('/').replace('/', '-') or 'home'}-{language}-{width}")
    assert not wrong, "\n".join(wrong)


def _reader(page: Page, county: County, who: str, site: Site) -> Page:
    cookie = county.people[who].client.cookies.get(SIGN_IN_COOKIE)
    if cookie is not None:
        page.context.add_cookies([{"name": SIGN_IN_COOKIE, "value": cookie.value, "url": site.url}])
    return page


def _faults(page: Page, language: str) -> list[str]:
    found = [json.dumps([v["id"], [n["html"][:160] for n in v["nodes"][:2]]], ensure_ascii=False) for v in violations(page)]
    found += [f"too wide: {said}" for said in too_wide(page)]
    if not (page.locator("html").get_attribute("lang") or "").startswith(language):
        found.append("is not in the language that was chosen")
    if language == "en":
        found += [f"Chinese unmarked: {said}" for said in chinese_outside(page)[:6]]
    return found
