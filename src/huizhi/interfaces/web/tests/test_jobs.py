"""The pages of background jobs, as an officer uses them."""

from datetime import datetime
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from django.test import Client

from huizhi.kernel.access import services as access
from huizhi.kernel.access.types import Kind, Viewer
from huizhi.kernel.jobs import queries, services
from huizhi.kernel.jobs.models import Job
from huizhi.kit.access import SIGN_IN_COOKIE
from huizhi.lib import clock

PASSWORD = "Zaoshang-8-dian"
COUNTY = Viewer(kind=Kind.OFFICER, name="王晓", scope_code="430102")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> None:
    place = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "files"}}
    settings.STORAGES = {**settings.STORAGES, "default": place}


def signed_in(login: str, roles: list[str], scope_code: str = "430102") -> Client:
    with access.scope(access.system_viewer("demo")):
        access.create_account(
            login=login, password=PASSWORD, kind=Kind.OFFICER, name=login, scope_code=scope_code, organ_code=scope_code,
            roles=roles, by="test", at=clock.now(),
        )  # fmt: skip
    browser = Client()
    browser.cookies[SIGN_IN_COOKIE] = access.sign_in(login=login, password=PASSWORD, at=clock.now())
    return browser


def started(at: datetime) -> Job:
    with access.scope(COUNTY):
        return services.start("notices.send", by="王晓", scope_code="430102", at=at)


def test_a_job_is_listed_opened_stopped_and_goes_on(db: str, at: datetime) -> None:
    job = started(at)
    browser = signed_in("steward", ["county_officer", "data_steward"])
    assert "发送邮件与短信" in browser.get("/officer/jobs/").content.decode()
    page = browser.get(f"/officer/jobs/{job.uuid}/").content.decode()
    assert "排队中" in page
    assert 'data-refresh="2"' in page
    assert browser.post(f"/officer/jobs/{job.uuid}/stop/").status_code == 302
    page = browser.get(f"/officer/jobs/{job.uuid}/").content.decode()
    assert "已停止" in page
    assert "data-refresh" not in page
    assert browser.post(f"/officer/jobs/{job.uuid}/stop/").status_code == 409
    assert browser.post(f"/officer/jobs/{job.uuid}/resume/").status_code == 302
    services.run_now(job)
    assert "已完成" in browser.get(f"/officer/jobs/{job.uuid}/").content.decode()


def test_who_may_only_look_neither_sees_the_buttons_nor_stops_anything(db: str, at: datetime) -> None:
    job = started(at)
    browser = signed_in("looker", ["county_officer"])
    assert "/stop/" not in browser.get(f"/officer/jobs/{job.uuid}/").content.decode()
    assert browser.post(f"/officer/jobs/{job.uuid}/stop/").status_code == 403


def test_a_neighbour_is_told_that_there_is_no_such_job(db: str, at: datetime) -> None:
    job = started(at)
    browser = signed_in("neighbour", ["county_officer"], "430103")
    assert "发送邮件与短信</a>" not in browser.get("/officer/jobs/").content.decode()
    assert browser.get(f"/officer/jobs/{job.uuid}/").status_code == 404


def test_the_file_of_refused_rows_is_downloaded_under_its_name(db: str, at: datetime, tmp_path: Path) -> None:
    job = started(at)
    (tmp_path / "refused.csv").write_text("行,原因\n3,校验码不符\n", encoding="utf-8")
    services.Run(job, services.kind_of(job.kind), None, Event()).attach("refused.csv", tmp_path / "refused.csv")
    with access.scope(COUNTY):
        (kept,) = queries.attachments(job)
    answer = signed_in("looker", ["county_officer"]).get(f"/officer/jobs/{job.uuid}/files/{kept.pk}/")
    assert answer["Content-Disposition"] == 'attachment; filename="refused.csv"'
    assert "校验码不符" in b"".join(answer).decode()  # type: ignore[arg-type]


def test_the_list_narrows_by_state_and_exports_what_it_shows(db: str, at: datetime) -> None:
    started(at)
    browser = signed_in("looker", ["county_officer"])
    assert "发送邮件与短信</a>" not in browser.get("/officer/jobs/?state=done").content.decode()
    exported = b"".join(browser.get("/officer/jobs/?format=csv").streaming_content).decode()  # type: ignore[attr-defined]
    assert "发送邮件与短信" in exported


def test_what_the_house_starts_by_itself_stands_on_a_page_of_its_own(db: str, at: datetime) -> None:
    services.start_periodic(home="430102", at=at)
    browser = signed_in("looker", ["county_officer"])
    assert "发送邮件与短信</a>" not in browser.get("/officer/jobs/").content.decode()
    assert "发送邮件与短信</a>" in browser.get("/officer/jobs/periodic/").content.decode()
