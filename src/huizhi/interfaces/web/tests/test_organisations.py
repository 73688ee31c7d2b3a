"""The pages of organs, divisions, officers and imports, as the public and officers use them."""

import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from huizhi.interfaces.web.tests.test_jobs import signed_in
from huizhi.kernel.access import services as access
from huizhi.kernel.jobs import services as jobs
from huizhi.kernel.jobs.models import Job
from huizhi.kernel.organisations import queries, services

SYSTEM = "reference"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> None:
    place = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "files"}}
    settings.STORAGES = {**settings.STORAGES, "default": place}


@pytest.fixture
def tree(db: str, at: datetime) -> None:
    with access.scope(access.system_viewer(SYSTEM)):
        services.standard_tree(province="43", by="test", at=at, stations=False)


def text(answer: Any) -> str:
    assert answer.status_code == 200, answer.content.decode()[:400]
    return str(answer.content.decode())


def test_the_public_finds_the_organ_of_an_address_and_its_page(tree: None) -> None:
    page = text(Client().get("/organs/?address=长沙市芙蓉区五一大道1号"))
    assert "长沙市芙蓉区市场监督管理局" in page
    assert "确定" in page
    assert "长沙市市场监督管理局" in text(Client().get("/organs/430102/"))
    assert Client().get("/organs/439999/").status_code == 404


@pytest.mark.parametrize(
    ("address", "said"),
    [("株洲县渌口镇", "已变更为430212"), ("衡阳市城南区", "有几种可能"), ("广州市", "读不出"), ("广东省广州市", "不在本省")],
)
def test_what_is_uncertain_about_an_address_is_said(tree: None, address: str, said: str) -> None:
    assert said in text(Client().get("/organs/", {"address": address}))


def test_an_officer_sees_the_tree_an_organ_and_the_divisions_of_a_year(tree: None) -> None:
    browser = signed_in("looker", ["county_officer"])
    assert "湘西土家族苗族自治州市场监督管理局" in text(browser.get("/officer/organisations/"))
    assert "430102" in text(browser.get("/officer/organisations/430102/"))
    assert "宁乡市" in text(browser.get("/officer/divisions/?parent=430100&year=2020"))
    page = text(browser.get("/officer/divisions/?parent=430100&year=2015"))
    assert "宁乡县</a>" in page
    assert "宁乡市</a>" not in page
    assert "渌口区" in text(browser.get("/officer/divisions/"))


def test_officers_and_certificates_are_for_those_who_may_see_them(tree: None, at: datetime) -> None:
    with access.scope(access.system_viewer(SYSTEM)):
        for code in ("430102", "430103"):
            services.register_officers([services.OfficerRow(scope_code=code, number="1", name=f"张{code}")], by="test", at=at)
            services.register_certificates(
                [
                    services.CertificateRow(
                        scope_code=code, officer_number="1", kind="行政执法证", number=f"A{code}", expires_on=date(2020, 1, 1)
                    )
                ],
                by="test",
                at=at,
            )
    assert signed_in("looker", ["clerk"]).get("/officer/officers/").status_code == 403
    head = signed_in("head", ["county_officer", "department_leader"])
    for url in ("/officer/officers/", "/officer/certificates/?expiring=1"):
        page = text(head.get(url))
        assert "张430102" in page
        assert "张430103" not in page


def upload(browser: Client, kind: str, content: str) -> str:
    file = SimpleUploadedFile("表.csv", content.encode())
    return text(browser.post("/officer/organisations/import/", {"kind": kind, "file": file}))


def token_of(page: str) -> str:
    found = re.search(r'name="token" value="([^"]+)"', page)
    assert found
    return found[1]


def test_a_table_is_checked_row_by_row_and_nothing_is_written_yet(tree: None, at: datetime) -> None:
    browser = signed_in("steward", ["county_officer", "data_steward"])
    page = upload(browser, "officers", "机构码,人员编号,姓名\n430102,7,李四\n430103,8,王五\n430102,,赵六\n")
    assert "必填" in page
    assert "机构430103不在您的管辖范围" in page
    with access.scope(access.system_viewer("jobs")):
        assert queries.officers() == []


def test_good_rows_load_and_refused_ones_are_a_file_on_the_jobs_page(tree: None, at: datetime) -> None:
    browser = signed_in("steward", ["county_officer", "data_steward"])
    page = upload(browser, "officers", "机构码,人员编号,姓名\n430102,7,李四\n430102,,赵六\n")
    location = browser.post("/officer/organisations/import/load/", {"token": token_of(page)})["Location"]
    with access.scope(access.system_viewer("jobs")):
        job = Job.objects.get(kind="organisations.import_table")
    assert jobs.run_now(job).report == {"总行数": 2, "已导入": 1, "未导入": 1}
    assert "refused.csv" in text(browser.get(location))
    assert "李四" in text(browser.get("/officer/officers/"))


def test_a_token_of_another_account_or_a_made_up_one_loads_nothing(tree: None) -> None:
    token = token_of(
        upload(signed_in("one", ["county_officer", "data_steward"]), "officers", "机构码,人员编号,姓名\n430102,7,李四\n")
    )
    other = signed_in("two", ["county_officer", "data_steward"])
    for said in (token, token[:-3] + "abc", ""):
        assert other.post("/officer/organisations/import/load/", {"token": said}).status_code == 404


def test_a_file_that_is_no_table_is_said_at_its_field(tree: None) -> None:
    browser = signed_in("steward", ["county_officer", "data_steward"])
    assert "缺少列" in upload(browser, "officers", "a,b\n1,2\n")


def test_the_templates_have_the_columns_that_the_import_asks_for(tree: None) -> None:
    browser = signed_in("steward", ["county_officer", "data_steward"])
    assert "机构码,人员编号,姓名" in browser.get("/officer/organisations/import/template/officers/").content.decode()
    assert browser.get("/officer/organisations/import/template/accounts/").status_code == 404


def test_pages_are_english_for_who_wants_english(tree: None) -> None:
    browser = Client()
    browser.cookies["language"] = "en"
    assert 'lang="en"' in text(browser.get("/organs/"))
