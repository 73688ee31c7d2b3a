"""The public page of the ledger, and the operator's page."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from huizhi.kernel.access import services as access
from huizhi.kernel.access.types import Kind
from huizhi.kit.access import SIGN_IN_COOKIE
from huizhi.lib import clock

PASSWORD = "Zaoshang-8-dian"
SignIn = Callable[..., Client]


@pytest.fixture
def sign_in(db: str, at: datetime, monkeypatch: pytest.MonkeyPatch, settings: object) -> SignIn:
    settings.SECOND_FACTOR_REQUIRED = False  # type: ignore[attr-defined]

    def signed_in(role: str, kind: Kind = Kind.OFFICER, scope_code: str = "430102") -> Client:
        with access.scope(access.system_viewer("demo")):
            access.create_account(
                login=role,
                password=PASSWORD,
                kind=kind,
                name="张三",
                scope_code=scope_code,
                roles=[role],
                by="test",
                at=at,
            )
        browser = Client(headers={"accept-language": "zh"})
        browser.cookies[SIGN_IN_COOKIE] = access.sign_in(login=role, password=PASSWORD, at=clock.now())
        return browser

    return signed_in


def test_an_empty_ledger_says_so(db: str) -> None:
    assert "还没有签名的树头" in Client(headers={"accept-language": "zh"}).get("/ledger/").text
    assert Client().get("/ledger/checkpoint").status_code == 404
    assert Client().get("/ledger/inclusion/0").status_code == 404
    assert Client().get("/ledger/consistency/99999999999999999999999").status_code == 404


def test_the_operators_page_shows_queue_ledger_and_failures(sign_in: SignIn) -> None:
    page = sign_in("operator", Kind.OPERATOR, "43").get("/operate/")
    assert page.status_code == 200
    for said in ("待排入的记录", "联署树头之龄", "留痕监听者", "失败的作业", "耗时语句"):
        assert said in page.text


def test_the_operators_page_is_closed_to_an_officer(sign_in: SignIn) -> None:
    assert sign_in("clerk").get("/operate/").status_code == 403


def test_a_page_for_everybody_shows_an_officer_the_own_navigation(sign_in: SignIn) -> None:
    page = sign_in("data_steward").get("/ledger/")
    assert page.status_code == 200
    assert 'href="/officer/jobs/"' in page.text
