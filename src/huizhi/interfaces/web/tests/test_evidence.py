"""The pages of evidence, as an officer uses them."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from huizhi.interfaces.web.tests.test_jobs import signed_in
from huizhi.kernel.access import services as access
from huizhi.kernel.access.models import Reading
from huizhi.kernel.access.types import Kind, Viewer
from huizhi.kernel.evidence import queries
from huizhi.kernel.evidence.models import Item

COUNTY = Viewer(kind=Kind.OFFICER, scope_code="430102")


@pytest.fixture(autouse=True)
def folder(db: str, tmp_path: Path, settings: Any) -> None:
    place = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "files"}}
    settings.STORAGES = {**settings.STORAGES, "default": place}


def receive(browser: Client, content: bytes = "当事人称……".encode(), name: str = "笔录.txt", kind: str = "document") -> Any:
    file = SimpleUploadedFile(name, content)
    return browser.post("/officer/evidence/receive/", {"kind": kind, "file": file, "subject": "entity:1", "note": "第一页"})


def only_item() -> Item:
    with access.scope(COUNTY):
        return Item.objects.get()


def test_a_file_is_received_and_its_page_shows_digest_and_custody() -> None:
    browser = signed_in("clerk", ["clerk"])
    answer = receive(browser)
    assert answer.status_code == 302
    page = browser.get(answer["Location"]).content.decode()
    item = only_item()
    assert item.sha256 in page
    assert "text/plain" in page
    browser.get(answer["Location"])
    with access.scope(COUNTY):
        assert [row.act for row in queries.custody(item)] == ["received", "viewed", "viewed"]
    assert "笔录.txt" in browser.get("/officer/evidence/").content.decode()


def test_a_file_that_is_not_taken_is_said_at_its_field_and_nothing_is_kept() -> None:
    browser = signed_in("clerk", ["clerk"])
    answer = receive(browser, b"MZ\x90\0" + b"\0" * 300, "a.txt")
    assert answer.status_code == 200
    assert "不接收此类内容" in answer.content.decode()
    with access.scope(COUNTY):
        assert not Item.objects.exists()


def test_a_copy_needs_its_reason_comes_as_a_file_and_is_in_the_log_of_readings() -> None:
    browser = signed_in("clerk", ["clerk"])
    url = receive(browser)["Location"]
    assert browser.post(f"{url}copy/", {"why": ""}).status_code == 302
    answer = browser.post(f"{url}copy/", {"why": "附卷"})
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["Content-Type"] == "application/octet-stream"
    assert b"".join(answer).decode() == "当事人称……"  # type: ignore[arg-type]
    with access.scope(COUNTY):
        assert [row.act for row in queries.custody(only_item())] == ["received", "copied"]
    with access.scope(access.system_viewer("doctor")):
        assert Reading.objects.get(kind="evidence.copy").purpose == "附卷"


def test_who_may_only_look_cannot_receive_or_seal_and_a_sealed_piece_offers_no_seal() -> None:
    clerk = signed_in("clerk", ["clerk"])
    url = receive(clerk)["Location"]
    looker = signed_in("looker", ["review_unit"])
    assert looker.get("/officer/evidence/receive/").status_code == 403
    assert looker.post(f"{url}seal/", {"why": "x"}).status_code == 403
    assert f"{url}seal/" not in looker.get(url).content.decode()
    assert clerk.post(f"{url}seal/", {"why": "结案"}).status_code == 302
    assert only_item().sealed_at is not None
    assert f"{url}seal/" not in clerk.get(url).content.decode()


def test_a_neighbour_is_told_that_there_is_no_such_piece() -> None:
    url = receive(signed_in("clerk", ["clerk"]))["Location"]
    neighbour = signed_in("neighbour", ["clerk"], "430103")
    assert neighbour.get(url).status_code == 404
    assert neighbour.post(f"{url}copy/", {"why": "好奇"}).status_code == 404
    with access.scope(COUNTY):
        assert [row.act for row in queries.custody(only_item())] == ["received"]
