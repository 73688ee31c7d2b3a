"""The rulebook's screens: what they show, who may act on them, what survives a refusal."""

from collections.abc import Callable
from datetime import datetime
from html import unescape

import pytest
from django.test import Client

from huizhi.kernel.access import services as access
from huizhi.kernel.access.types import Kind
from huizhi.kernel.rulebook import queries
from huizhi.kernel.rulebook.models import Confirmation, ParameterEdit

PASSWORD = "Zaoshang-8-dian"
KEY = "hn.hearing.amount_person"
SignedIn = Callable[..., Client]


@pytest.fixture
def signed_in(db: str, at: datetime) -> SignedIn:
    def make(login: str, role: str = "legal_affairs", scope_code: str = "43") -> Client:
        with access.scope(access.system_viewer("demo")):
            access.create_account(
                login=login, password=PASSWORD, kind=Kind.OFFICER, name=login, scope_code=scope_code, roles=[role], by="t", at=at
            )
        browser = Client(headers={"accept-language": "zh"})
        assert browser.post("/sign-in/", {"login": login, "password": PASSWORD}).status_code == 302
        return browser

    return make


@pytest.fixture
def li(signed_in: SignedIn) -> Client:
    return signed_in("李法规")


def edit(browser: Client, **said: str) -> object:
    given = {"value": "2000000", "effective_on": "2026-03-01", "basis": "测试文件", "reason": "省级标准", "seen": "0"}
    return browser.post(f"/officer/rules/parameters/{KEY}/", given | said)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/officer/rules/", "投诉受理期限"),
        ("/officer/rules/?q=mediation", "投诉调解期限"),
        ("/officer/rules/?room=credit&confidence=U", "异常名录修复期限"),
        ("/officer/rules/instruments/?q=总局令第121号", "市场监督管理投诉举报处理办法"),
        ("/officer/rules/instruments/complaints_rules_2026/", "终止调解告知期限"),
        ("/officer/rules/switches/?day=2026-04-14", "投诉举报暂行办法"),
        ("/officer/rules/parameters/", "听证：自然人较大数额罚款"),
        ("/officer/rules/holidays/", "暂定年份"),
    ],
)
def test_a_screen_shows_what_it_is_for(li: Client, path: str, words: str) -> None:
    page = li.get(path)
    assert page.status_code == 200
    assert words in unescape(page.text)


def test_every_rule_has_its_page(li: Client) -> None:
    for key in list(queries.book().rules)[::25]:
        assert li.get(f"/officer/rules/rule/{key}/").status_code == 200, key


def test_every_instrument_has_its_page_for_everybody(db: str) -> None:
    browser = Client(headers={"accept-language": "zh"})
    for key in queries.book().instruments:
        assert browser.get(f"/rules/instruments/{key}/").status_code == 200, key


def test_a_rule_shows_its_values_its_source_and_that_its_text_is_pending(li: Client) -> None:
    text = unescape(li.get("/officer/rules/rule/consumer_protection.complaints.mediation/").text)
    for words in ("60 日（自然日）", "45 个工作日", "law.md §7 C-3", "原文待核", "尚未由法规处确认", "complaints.yaml"):
        assert words in text


def test_a_value_from_a_replaced_text_says_so(li: Client) -> None:
    text = unescape(li.get("/officer/rules/rule/sampling.food_sampling.retest_request/").text)
    assert "文本已被替代" in text


def test_the_search_finds_an_instrument_and_a_rule(li: Client) -> None:
    text = li.get("/search", {"q": "总局令第121号"}).text
    assert "/officer/rules/instruments/complaints_rules_2026/" in text
    assert "/officer/rules/rule/registration.names.retention/" in li.get("/search", {"q": "名称保留期"}).text


def test_the_public_reads_the_law_and_nothing_else(db: str) -> None:
    browser = Client(headers={"accept-language": "zh"})
    assert "市场监督管理投诉举报处理办法" in browser.get("/rules/", {"q": "121号令"}).text
    assert "投诉举报" in browser.get("/rules/switches/").text
    for path in ("/officer/rules/", "/officer/rules/parameters/", "/officer/rules/holidays/"):
        assert browser.get(path).status_code == 302


def test_a_day_that_is_none_is_said_and_today_is_shown(db: str) -> None:
    page = Client(headers={"accept-language": "zh"}).get("/rules/switches/", {"day": "2026-02-30"})
    assert page.status_code == 200
    assert "“2026-02-30”不是日期" in unescape(page.text)


@pytest.mark.parametrize(
    "path",
    [
        "/rules/instruments/nothing/",
        "/officer/rules/rule/a.b.c/",
        "/officer/rules/parameters/hn.x/",
        "/officer/rules/instruments/x/",
    ],
)
def test_what_does_not_exist_is_not_found(li: Client, path: str) -> None:
    assert li.get(path).status_code == 404


def test_an_edit_is_made_by_one_and_confirmed_by_another(li: Client, signed_in: SignedIn) -> None:
    assert edit(li).status_code == 302  # type: ignore[attr-defined]
    page = unescape(li.get(f"/officer/rules/parameters/{KEY}/").text)
    assert "2 万元" in page
    assert "须由另一人确认" in page
    wang = signed_in("王法规")
    answer = wang.post(f"/officer/rules/parameters/{KEY}/confirm/", {"subject": "1", "ground": "对照文件"})
    assert answer.status_code == 302
    assert "现行" in unescape(wang.get(f"/officer/rules/parameters/{KEY}/").text)
    assert "已由省级确定" in unescape(wang.get("/officer/rules/rule/enforcement.hearings.fine_person/").text)


def test_who_edited_cannot_confirm_and_is_told_why(li: Client) -> None:
    edit(li)
    answer = li.post(f"/officer/rules/parameters/{KEY}/confirm/", {"subject": "1", "ground": "对照文件"})
    assert answer.status_code == 409
    assert "RUL-007" in answer.text
    assert "对照文件" in answer.text
    assert Confirmation.objects.count() == 0


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"value": "两百万"}, "不是整数"),
        ({"effective_on": "2026-02-30"}, "日期"),
        ({"reason": ""}, "必填"),
    ],
)
def test_a_form_with_an_error_keeps_what_was_typed(li: Client, said: dict[str, str], words: str) -> None:
    answer = edit(li, **({"basis": "湘文件测试"} | said))
    text = unescape(answer.text)  # type: ignore[attr-defined]
    assert words in text
    assert "湘文件测试" in text
    assert ParameterEdit.objects.count() == 0


def test_an_edit_from_an_old_page_keeps_what_was_typed(li: Client, signed_in: SignedIn) -> None:
    edit(li)
    answer = edit(signed_in("王法规"), reason="另一理由")
    assert answer.status_code == 409  # type: ignore[attr-defined]
    assert "另一理由" in answer.text  # type: ignore[attr-defined]
    assert "RUL-005" in answer.text  # type: ignore[attr-defined]
    assert ParameterEdit.objects.count() == 1


def test_a_county_officer_reads_and_does_not_edit(signed_in: SignedIn) -> None:
    county = signed_in("芙蓉", role="county_officer", scope_code="430102")
    page = county.get(f"/officer/rules/parameters/{KEY}/")
    assert page.status_code == 200
    assert "提交修改" not in page.text
    assert edit(county).status_code == 403  # type: ignore[attr-defined]
    assert ParameterEdit.objects.count() == 0


def test_legal_affairs_of_a_county_does_not_decide_for_the_province(signed_in: SignedIn) -> None:
    county = signed_in("芙蓉法规", scope_code="430102")
    answer = edit(county)
    assert answer.status_code == 403  # type: ignore[attr-defined]
    assert "RUL-006" in answer.text  # type: ignore[attr-defined]


def test_a_value_is_confirmed_on_its_page(li: Client) -> None:
    key = "registration.names.retention"
    digest = queries.rule(key).values[0].digest
    assert "确认与原文一致" in unescape(li.get(f"/officer/rules/rule/{key}/", {"confirm": digest}).text)
    assert li.post(f"/officer/rules/rule/{key}/", {"subject": digest, "ground": "对照原文"}).status_code == 302
    assert Confirmation.objects.get().subject == key
    again = li.post(f"/officer/rules/rule/{key}/", {"subject": digest, "ground": "对照原文"})
    assert (again.status_code, "RUL-008" in again.text) == (409, True)


def test_a_year_of_holidays_is_entered_and_a_bad_row_is_named(li: Client) -> None:
    given = {"year": "2055", "days": "2055-10-01,放假\n2055-10-09,上班", "source": "测试通知", "confidence": "V"}
    bad = li.post("/officer/rules/holidays/", given | {"days": "2055-10-01,放假\n昨天,放假"})
    assert "第 2 行" in unescape(bad.text)
    wrong = li.post("/officer/rules/holidays/", given | {"days": "2055-10-05,上班"})
    assert "周六或周日" in unescape(wrong.text)
    assert li.post("/officer/rules/holidays/", given).status_code == 302
    assert "2055" in li.get("/officer/rules/holidays/").text


def test_a_whole_list_is_exported(li: Client) -> None:
    body = b"".join(li.get("/officer/rules/?format=csv&columns=rule,value").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert len(body.strip().splitlines()) > 300
