"""The homes, the search and the language switch."""

import re

import pytest
from django.test import Client


@pytest.fixture
def browser(db: str) -> Client:
    return Client()


def test_the_public_home_needs_no_account(browser: Client) -> None:
    page = browser.get("/", headers={"accept-language": "zh"})
    assert page.status_code == 200
    assert 'lang="zh-CN"' in page.text
    assert "查经营主体" in page.text


def test_a_stranger_at_the_officers_door_is_asked_to_sign_in(browser: Client) -> None:
    answer = browser.get("/officer/")
    assert answer.status_code == 302
    assert answer["Location"] == "/sign-in/?next=/officer/"


def test_the_language_switch_is_a_form_that_sets_a_cookie(browser: Client) -> None:
    answer = browser.post("/i18n/setlang/", {"language": "en", "next": "/search"})
    assert answer["Location"] == "/search"
    assert '<html lang="en">' in browser.get("/").text


def test_a_switch_does_not_lead_to_another_site(browser: Client) -> None:
    assert browser.post("/i18n/setlang/", {"language": "en", "next": "https://elsewhere.example/"})["Location"] == "/"


def test_the_search_finds_screens_by_name(browser: Client) -> None:
    page = browser.get("/search", {"q": "首页"}, headers={"accept-language": "zh"})
    assert page.status_code == 200
    assert 'href="/"' in page.text


def test_no_page_carries_inline_script_or_style(browser: Client) -> None:
    for path in ("/", "/search?q=x"):
        html = browser.get(path).text
        assert not re.search(r"<script(?![^>]*(src=|type=\"application/json\"))", html)
        assert "style=" not in html
        assert "onclick" not in html


def test_the_process_says_that_it_is_alive_and_ready(browser: Client) -> None:
    assert browser.get("/healthz").json() == {"status": "ok"}
    assert browser.get("/readyz").json()["status"] == "ready"
