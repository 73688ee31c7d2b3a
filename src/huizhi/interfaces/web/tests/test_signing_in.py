"""Signing in through the pages: where one ends up, what is refused, and what a bound account may still open."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pyotp
import pytest
from django.test import Client

from huizhi.kernel.access import services
from huizhi.kernel.access.types import Kind
from huizhi.kit.access import SIGN_IN_COOKIE
from huizhi.lib import clock

PASSWORD = "Zaoshang-8-dian"
Open = Callable[..., None]


@pytest.fixture
def opened(db: str, at: datetime) -> Open:
    def make(login: str = "furong", **said: object) -> None:
        given: dict[str, object] = {
            "password": PASSWORD,
            "kind": Kind.OFFICER,
            "name": "张三",
            "scope_code": "430102",
            "roles": ["clerk"],
            "by": "test",
            "at": at,
        }
        with services.scope(services.system_viewer("demo")):
            services.create_account(login=login, **(given | said))  # type: ignore[arg-type]

    return make


def post(browser: Client, login: str = "furong", password: str = PASSWORD, **more: str) -> object:
    return browser.post("/sign-in/", {"login": login, "password": password, **more})


def test_an_officer_comes_to_the_desk_and_an_enterprise_to_its_own(opened: Open) -> None:
    opened()
    opened("firm", kind=Kind.ENTERPRISE, roles=["enterprise"], party_id=7)
    for login, home in (("furong", "/officer/"), ("firm", "/business/")):
        browser = Client()
        answer = browser.post("/sign-in/", {"login": login, "password": PASSWORD}, follow=True)
        assert answer.redirect_chain[-1][0] == home
        assert answer.status_code == 200


def test_the_cookie_is_closed_to_scripts_and_to_other_sites(opened: Open) -> None:
    opened()
    browser = Client()
    post(browser)
    cookie = browser.cookies[SIGN_IN_COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


@pytest.mark.parametrize(
    ("asked", "reached"),
    [
        ("/officer/?page=2", "/officer/?page=2"),
        ("https://evil.example/", "/sign-in/done/"),
        ("//evil.example/", "/sign-in/done/"),
        ("/\\evil.example/", "/sign-in/done/"),
        ("javascript:alert(1)", "/sign-in/done/"),
        ("/sign-in/", "/sign-in/done/"),
    ],
)
def test_after_signing_in_one_goes_to_a_page_of_this_house_alone(opened: Open, asked: str, reached: str) -> None:
    opened()
    answer = Client().post("/sign-in/", {"login": "furong", "password": PASSWORD, "next": asked})
    assert answer["Location"] == reached


def test_a_form_without_its_proof_of_origin_is_refused(opened: Open) -> None:
    opened()
    browser = Client(enforce_csrf_checks=True)
    assert post(browser).status_code == 403
    page = browser.get("/sign-in/").text
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token is not None
    assert post(browser, csrfmiddlewaretoken=token[1]).status_code == 302


def test_a_wrong_password_keeps_the_login_and_says_what_to_do(opened: Open) -> None:
    opened()
    answer = post(Client(), password="Wrong-1-wrong")
    assert answer.status_code == 403
    assert 'value="furong"' in answer.text
    assert "ACC-001" in answer.text
    assert "Wrong-1-wrong" not in answer.text


def test_a_lock_out_says_how_long_to_wait(opened: Open) -> None:
    opened()
    answers = [post(Client(), password="Wrong-1-wrong") for _ in range(5)]
    assert [a.status_code for a in answers] == [403, 403, 403, 403, 429]
    assert 0 < int(answers[-1]["Retry-After"]) <= 900
    assert post(Client()).status_code == 429


def test_signing_out_ends_the_sign_in_itself(opened: Open) -> None:
    opened()
    browser = Client()
    post(browser)
    key = browser.cookies[SIGN_IN_COOKIE].value
    browser.post("/sign-out/")
    assert services.viewer_of(key, at=clock.now()) is None
    assert browser.get("/account/").status_code == 302


def test_the_second_factor_is_enrolled_by_its_picture_and_asked_next_time(opened: Open) -> None:
    opened()
    browser = Client()
    post(browser)
    page = browser.get("/account/second-factor/")
    secret = re.search(r"<code>([A-Z2-7 ]{39})</code>", page.text)
    assert "<svg" in page.text
    assert secret is not None
    totp = pyotp.TOTP(secret[1].replace(" ", ""))
    assert "不正确" in browser.post("/account/second-factor/", {"code": "000000"}).text
    assert browser.post("/account/second-factor/", {"code": totp.at(clock.now())})["Location"] == "/account/"
    again = Client()
    answer = post(again, next="/officer/")
    assert answer["Location"] == "/sign-in/code/?next=/officer/"
    assert again.get("/officer/").status_code == 302
    following = totp.at(clock.now() + timedelta(seconds=30))
    assert again.post("/sign-in/code/", {"code": following, "next": "/officer/"})["Location"] == "/officer/"
    assert again.get("/officer/").status_code == 200


def test_a_first_password_must_be_changed_before_anything_else(opened: Open) -> None:
    opened(must_change_password=True)
    browser = Client()
    post(browser)
    assert browser.get("/officer/")["Location"] == "/account/"
    assert "请先修改口令" in browser.get("/account/").text
    said = {"old": PASSWORD, "new": "Wanshang-9-dian", "again": "Wanshang-9-dian"}
    assert "不一致" in browser.post("/account/password/", said | {"again": "x"}).text
    assert browser.post("/account/password/", said)["Location"] == "/account/"
    assert browser.get("/officer/").status_code == 200


def test_ones_sign_ins_are_listed_and_can_be_ended(opened: Open) -> None:
    opened()
    here, there = Client(headers={"user-agent": "Firefox here"}), Client(headers={"user-agent": "Phone there"})
    post(here)
    post(there)
    page = here.get("/account/").text
    assert "Phone there" in page
    assert "127.0.0.0/24" in page
    end = re.findall(r'action="(/account/sign-ins/\d+/end/)"', page)
    assert len(end) == 1
    here.post(end[0])
    assert there.get("/account/").status_code == 302
    assert here.get("/account/").status_code == 200
