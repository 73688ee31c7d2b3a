"""A piece of evidence stays what it was, and everything that happens to it is on its chain."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db.utils import DatabaseError

from huizhi.kernel.access.services import scope, system_viewer
from huizhi.kernel.access.types import Kind, Viewer
from huizhi.kernel.evidence import queries, services, store
from huizhi.kernel.evidence.models import Custody, Item
from huizhi.kernel.evidence.tests.test_inspecting import PDF, PNG
from huizhi.kernel.evidence.types import Damaged, FileRefused, NoSuchEvidence, Sealed
from huizhi.kernel.jobs import services as jobs
from huizhi.kernel.ledger.models import Note

COUNTY = Viewer(kind=Kind.OFFICER, name="王晓", scope_code="430102")
NEIGHBOUR = Viewer(kind=Kind.OFFICER, name="李四", scope_code="430103")


@pytest.fixture(autouse=True)
def folder(db: str, tmp_path: Path, settings: Any) -> Path:
    location = tmp_path / "files"
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": location}},
    }
    return location


@pytest.fixture
def item(at: datetime) -> Item:
    return receive(at)


def receive(at: datetime, content: bytes = PDF, name: str = "C:\\资料\\笔录.pdf", viewer: Viewer = COUNTY) -> Item:
    with scope(viewer):
        return services.receive(
            [content], name=name, kind="document", scope_code=str(viewer.scope_code), by=viewer.name, at=at, subject="entity:1"
        )


def test_a_file_lies_under_its_digest_and_the_first_row_of_custody_says_who_received_it(item: Item, folder: Path) -> None:
    assert (folder / store.address(item.sha256)).read_bytes() == PDF
    assert (item.name, item.media_type, item.size) == ("笔录.pdf", "application/pdf", len(PDF))
    with scope(COUNTY):
        assert [(c.n, c.act, c.by) for c in queries.custody(item)] == [(1, "received", "王晓")]
    with scope(system_viewer("doctor")):
        assert Note.objects.filter(kind="evidence.received", subject=f"evidence:{item.uuid}").count() == 1


def test_the_same_content_received_twice_is_kept_once_and_has_two_histories(at: datetime, folder: Path) -> None:
    first, second = receive(at), receive(at, viewer=NEIGHBOUR)
    assert first.sha256 == second.sha256
    assert sum(1 for f in folder.rglob("*") if f.is_file()) == 1
    with scope(NEIGHBOUR):
        assert [i.uuid for i in queries.items()] == [second.uuid]


def test_a_neighbour_can_neither_see_nor_copy_it(item: Item, at: datetime) -> None:
    with scope(NEIGHBOUR):
        assert queries.item(str(item.uuid)) is None
        assert queries.custody(item) == []
        with pytest.raises(NoSuchEvidence):
            services.copy(str(item.uuid), by="李四", at=at, why="好奇")


def test_looking_copying_and_sealing_are_on_the_chain_in_order(item: Item, at: datetime) -> None:
    with scope(COUNTY):
        services.look_at(str(item.uuid), by="王晓", at=at)
        _, stream = services.copy(str(item.uuid), by="王晓", at=at, why="附卷")
        with stream:
            assert stream.read() == PDF
        services.seal(str(item.uuid), by="王晓", at=at, why="结案")
        assert [c.act for c in queries.custody(item)] == ["received", "viewed", "copied", "sealed"]
        assert queries.chain_is_whole(item)


def test_a_sealed_piece_does_not_change_any_more_not_even_for_the_owner(item: Item, at: datetime, superuser: Any) -> None:
    with scope(COUNTY):
        services.describe(str(item.uuid), note="第一页有涂改", by="王晓", at=at)
        services.seal(str(item.uuid), by="王晓", at=at, why="结案")
        with pytest.raises(Sealed):
            services.describe(str(item.uuid), note="没有涂改", by="王晓", at=at)
        with pytest.raises(Sealed):
            services.seal(str(item.uuid), by="王晓", at=at, why="再封")
    for statement in ("update evidence_item set note = 'x'", "delete from evidence_item"):
        with pytest.raises(Exception, match=r"不得更改|不得删除"):
            superuser.execute(statement)


def test_what_was_received_cannot_be_rewritten_and_custody_only_grows(item: Item) -> None:
    with pytest.raises(DatabaseError, match="内容与来源不得更改"), scope(COUNTY):
        Item.objects.update(sha256="0" * 64)
    for change in (lambda: Custody.objects.update(by="别人"), lambda: Custody.objects.all().delete()):
        with pytest.raises(DatabaseError), scope(COUNTY):
            change()


def test_a_row_of_custody_that_was_changed_behind_the_house_shows(item: Item, superuser: Any) -> None:
    superuser.execute("alter table evidence_custody disable trigger all")
    superuser.execute("update evidence_custody set by = '别人'")
    with scope(COUNTY):
        assert not queries.chain_is_whole(item)


def test_a_refused_file_leaves_nothing_behind(at: datetime, folder: Path) -> None:
    with pytest.raises(FileRefused):
        receive(at, b"MZ\x90\0" * 100, "a.exe")
    assert not any(f.is_file() for f in folder.rglob("*"))
    with scope(COUNTY):
        assert not Item.objects.exists()


def test_a_stream_that_grows_past_the_limit_is_stopped_while_it_arrives(at: datetime) -> None:
    drawn = 0

    def endless() -> Iterator[bytes]:
        nonlocal drawn
        while True:
            drawn += 1
            yield b"0" * (1 << 20)

    with pytest.raises(FileRefused, match="超过50 MB"), scope(COUNTY):
        services.receive(endless(), name="a.jpg", kind="photo", scope_code="430102", by="王晓", at=at)
    assert drawn == 51


def test_the_weekly_check_finds_what_was_damaged_or_removed_and_writes_it_on_the_chain(at: datetime, folder: Path) -> None:
    good, bad, gone = receive(at), receive(at, PDF + b"%2\n"), receive(at, PNG, "a.png")
    (folder / store.address(bad.sha256)).write_bytes(b"%PDF-1.7 changed")
    (folder / store.address(gone.sha256)).unlink()
    with scope(system_viewer("jobs")):
        job = jobs.start("evidence.check", by="test", scope_code="43", at=at)
    job = jobs.run_now(job)
    assert job.state == "done"
    assert job.report["checked"] == 3
    assert sorted(job.report["damaged"]) == sorted([bad.sha256, gone.sha256])
    with scope(COUNTY):
        assert [c.act for c in queries.custody(bad)] == ["received", "damaged"]
        assert [c.act for c in queries.custody(good)] == ["received"]
        assert queries.content_is_intact(good)
        with pytest.raises(Damaged):
            services.copy(str(bad.uuid), by="王晓", at=at, why="附卷")
