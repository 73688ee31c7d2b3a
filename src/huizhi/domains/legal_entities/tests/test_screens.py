"""The register's screens: what each reader finds there, what they can do, and what is refused to whom."""

from collections.abc import Callable
from datetime import date, datetime
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from huizhi.domains.legal_entities import services
from huizhi.domains.legal_entities.models import Entity, ImportBatch
from huizhi.domains.legal_entities.tests.factories import KEYS, code, row, write_csv
from huizhi.kernel.access import services as access
from huizhi.kernel.access.types import Kind
from huizhi.kernel.jobs.models import Job
from huizhi.kernel.jobs.services import run_now
from huizhi.kernel.parties.models import Merge
from huizhi.kernel.parties.types import NewFact

PASSWORD = "Zaoshang-8-dian"
ALL = access.system_viewer("demo")
SignedIn = Callable[..., Client]


@pytest.fixture
def signed_in(db: str, at: datetime) -> SignedIn:
    def make(login: str, roles: list[str], scope_code: str = "430102", **more: Any) -> Client:
        with access.scope(ALL):
            kind = Kind.ENTERPRISE if more else Kind.OFFICER
            access.create_account(
                login=login, password=PASSWORD, kind=kind, name=login, scope_code=scope_code, roles=roles, by="t", at=at, **more
            )
        browser = Client(headers={"accept-language": "zh"})
        assert browser.post("/sign-in/", {"login": login, "password": PASSWORD}).status_code == 302
        return browser

    return make


@pytest.fixture
def three(db: str, at: datetime) -> list[Entity]:
    """Two firms in one county, one next door; the first has a public and an internal fact."""
    with access.scope(ALL):
        rows = [row(1), row(2, name="长沙测试二号贸易有限公司"), row(3, division="430103", name="天心测试三号餐饮有限公司")]
        made = [services.register_entity(cells=dict(zip(KEYS, r, strict=True)), by="张三", at=at) for r in rows]
        for visibility, words in (("public", "公开许可甲"), ("official", "内部研判乙"), ("own", "本企业通知丙")):
            fact = NewFact("许可", {"内容": words}, "芙蓉区局", date(2025, 1, 1), visibility, "430102", words)
            services.receive_fact(fact=fact, name="", code=code(1), by="张三", at=at)
        lost = NewFact("处罚", {"内容": "罚款"}, "长沙海关", date(2025, 2, 1), "public", "430102")
        services.receive_fact(fact=lost, name="长沙测试二号贸易公司", by="张三", at=at)
    return made


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def officers() -> list[str]:
    """Roles that together may do everything here."""
    return ["county_officer", "data_steward"]


def test_everybody_finds_a_firm_by_name_code_initials_and_address(three: list[Entity]) -> None:
    browser = Client(headers={"accept-language": "zh"})
    for words, field in (("测试1号", ""), (code(1), ""), ("cs1hkj", ""), ("五一大道1号", "a")):
        page = browser.get("/entities/", {"q": words, "field": field})
        assert page.status_code == 200
        assert "长沙测试1号科技有限公司" in text(page), words
    assert "至少输入两个字" in text(browser.get("/entities/", {"q": "长"}))
    assert "没有符合的主体" in text(browser.get("/entities/", {"q": "没有这个"}))


def test_the_public_page_shows_public_facts_and_no_other(three: list[Entity]) -> None:
    page = text(Client(headers={"accept-language": "zh"}).get(f"/entities/{code(1)}/"))
    assert "公开许可甲" in page
    assert "内部研判乙" not in page
    assert "本企业通知丙" not in page


def test_an_unknown_code_says_what_to_do(db: str) -> None:
    page = Client(headers={"accept-language": "zh"}).get(f"/entities/{code(77)}/")
    assert page.status_code == 404
    assert "ENT-003" in text(page)


def test_statistics_are_open_with_their_definition(three: list[Entity], at: datetime) -> None:
    from huizhi.domains.legal_entities.services.counting import recount

    with access.scope(ALL):
        recount(at=at)
    browser = Client(headers={"accept-language": "zh"})
    for address in ("/entities/statistics/", "/entities/statistics/?place=4301", "/entities/statistics/?place=430102"):
        page = browser.get(address)
        assert page.status_code == 200
        assert "口径与来源" in text(page)
    assert "天心区" in text(browser.get("/entities/statistics/?place=4301"))


def test_an_officer_searches_the_own_county_and_on_request_the_whole(three: list[Entity], signed_in: SignedIn) -> None:
    browser = signed_in("李经办", officers())
    here = text(browser.get("/officer/entities/", {"q": "测试"}))
    assert "长沙测试1号科技有限公司" in here
    assert "天心测试三号餐饮有限公司" not in here
    assert "天心测试三号餐饮有限公司" in text(browser.get("/officer/entities/", {"q": "测试", "whole": "1"}))


@pytest.mark.parametrize("tab", ["overview", "timeline", "facts", "relations", "identity"])
def test_every_tab_of_a_file_opens(three: list[Entity], signed_in: SignedIn, tab: str) -> None:
    page = signed_in("李经办", officers()).get(f"/officer/entities/{code(1)}/", {"tab": tab})
    assert page.status_code == 200


def test_internal_facts_are_on_the_own_countys_file_and_not_next_door(three: list[Entity], signed_in: SignedIn) -> None:
    address = f"/officer/entities/{code(1)}/?tab=facts"
    assert "内部研判乙" in text(signed_in("李经办", officers()).get(address))
    next_door = text(signed_in("王邻县", officers(), "430103").get(address))
    assert "内部研判乙" not in next_door
    assert "公开许可甲" in next_door


def test_the_enterprise_sees_its_own_file(three: list[Entity], signed_in: SignedIn) -> None:
    page = text(signed_in("甲公司", [], party_id=three[0].pk).get("/business/entity/"))
    assert "本企业通知丙" in page
    assert "公开许可甲" in page
    assert "内部研判乙" not in page


def test_an_event_is_recorded_in_its_order_and_refused_out_of_it(three: list[Entity], signed_in: SignedIn) -> None:
    browser = signed_in("李经办", officers())
    given = {"event": "suspend", "on": "2026-01-05", "reason": "经营者申请歇业"}
    address = f"/officer/entities/{code(1)}/event/"
    assert browser.get(address).status_code == 200
    assert browser.post(address, given).status_code == 302
    assert "歇业" in text(browser.get(f"/officer/entities/{code(1)}/"))
    assert browser.post(address, given).status_code == 422
    assert browser.post(f"/officer/entities/{code(3)}/event/", given).status_code == 404


def test_two_entries_of_one_firm_are_merged_and_parted_again(three: list[Entity], signed_in: SignedIn) -> None:
    browser = signed_in("李经办", officers())
    merged = browser.post(f"/officer/entities/{code(2)}/merge/", {"other": code(1), "reason": "同一执照重复录入"})
    assert merged.status_code == 302
    assert "公开许可甲" in text(browser.get(f"/officer/entities/{code(2)}/?tab=facts"))
    public = Client().get(f"/entities/{code(1)}/")
    assert public.status_code == 302
    assert public["Location"] == f"/entities/{code(2)}/"
    with access.scope(ALL):
        edge = Merge.objects.get()
    assert browser.post(f"/officer/entities/{code(2)}/part/{edge.pk}/", {"reason": "经核实并非同一主体"}).status_code == 302
    assert Client().get(f"/entities/{code(1)}/").status_code == 200
    assert "公开许可甲" not in text(browser.get(f"/officer/entities/{code(2)}/?tab=facts"))
    assert browser.post(f"/officer/entities/{code(2)}/part/{edge.pk}/", {"reason": "再来一次试试"}).status_code == 422


def test_a_lost_fact_is_matched_by_hand_to_the_nearest_name(three: list[Entity], signed_in: SignedIn) -> None:
    browser = signed_in("李经办", officers())
    queue = text(browser.get("/officer/entities/unmatched/"))
    assert "长沙测试二号贸易公司" in queue
    assert "长沙海关" in queue
    from huizhi.kernel.parties.models import UnmatchedFact

    with access.scope(ALL):
        waiting = UnmatchedFact.objects.get()
    page = text(browser.get(f"/officer/entities/unmatched/{waiting.pk}/"))
    assert page.index("长沙测试二号贸易有限公司") < page.index("不予归集")
    assert browser.post(f"/officer/entities/unmatched/{waiting.pk}/", {"party": three[1].pk}).status_code == 302
    assert "罚款" in text(browser.get(f"/officer/entities/{code(2)}/?tab=facts"))
    assert signed_in("王邻县", officers(), "430103").get(f"/officer/entities/unmatched/{waiting.pk}/").status_code == 404


def test_a_file_goes_from_template_to_dry_run_to_load(db: str, signed_in: SignedIn, tmp_path: Path, settings: Any) -> None:
    browser = signed_in("李导入", officers(), "430102")
    assert "统一社会信用代码" in text(browser.get("/officer/entities/imports/template/"))
    file = write_csv(tmp_path / "up.csv", [row(1), row(2, capital="x"), row(3)])
    upload = SimpleUploadedFile("主体.csv", file.read_bytes(), "text/csv")
    sent = browser.post("/officer/entities/imports/upload/", {"file": upload, "source": "市民政局"})
    assert sent.status_code == 302
    _run_waiting()
    tried = text(browser.get(sent["Location"]))
    assert "金额不是数字" in tried
    assert "导入合格的 2 行" in tried
    with access.scope(ALL):
        assert Entity.objects.count() == 0
        batch = ImportBatch.objects.get()
    loading = browser.post(f"/officer/entities/imports/{batch.uuid}/load/")
    assert loading.status_code == 302
    _run_waiting()
    assert "已导入" in text(browser.get(loading["Location"]))
    with access.scope(ALL):
        assert Entity.objects.count() == 2
    assert browser.get("/officer/entities/imports/").status_code == 200
    assert signed_in("王邻县", officers(), "430103").get(f"/officer/entities/imports/{batch.uuid}/").status_code == 404


def _run_waiting() -> None:
    with access.scope(ALL):
        waiting = list(Job.objects.filter(state="queued", kind="legal_entities.import_file"))
    for job in waiting:
        assert run_now(job).state == "done"


def test_nobody_without_the_capability_loads_merges_or_records(three: list[Entity], signed_in: SignedIn) -> None:
    browser = signed_in("赵无权", ["clerk"])
    for address in ("imports/", "unmatched/", f"{code(1)}/event/", f"{code(1)}/merge/"):
        assert browser.get(f"/officer/entities/{address}").status_code == 403
