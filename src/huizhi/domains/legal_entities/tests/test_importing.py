"""Good rows load, bad ones come back with their reasons, and nothing is half-written."""

import csv
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from huizhi.domains.legal_entities import services
from huizhi.domains.legal_entities.models import (
    Entity,
    EntityCount,
    ImportBatch,
    LifecycleEvent,
    PublicEntity,
    RefusedRow,
    Relation,
)
from huizhi.domains.legal_entities.services import importing
from huizhi.domains.legal_entities.tests.factories import OLD_NUMBER, code, row, write_csv
from huizhi.domains.legal_entities.types import AlreadyLoaded
from huizhi.kernel.access.services import scope, system_viewer
from huizhi.kernel.access.types import Kind, Viewer
from huizhi.kernel.jobs.types import Cancelled
from huizhi.kernel.parties.models import Identifier, Party

ALL = system_viewer("import")


def load(path: Path, at: datetime, *, dry_run: bool = False, **more: Any) -> services.Outcome:
    batch = services.receive_file(path=path, name=path.name, dry_run=dry_run, by="张三", at=at, scope_code="430102")
    return services.import_file(batch=batch, at=at, folder=path.parent, **more)


def counts() -> tuple[int, ...]:
    with scope(ALL):
        return tuple(m.objects.count() for m in (Party, Identifier, Entity, LifecycleEvent, PublicEntity))


def test_a_good_file_becomes_entities_with_codes_events_and_projection(db: str, at: datetime, tmp_path: Path) -> None:
    rows = [
        row(1, registration_number=OLD_NUMBER),
        row(2, status="吊销", status_on="2020-03-04"),
        row(3, kind="分支机构", parent=code(1), name="长沙测试1号科技有限公司芙蓉分公司"),
    ]
    outcome = load(write_csv(tmp_path / "a.csv", rows), at)
    assert (outcome.rows, outcome.accepted, outcome.refused) == (3, 3, 0)
    assert counts() == (3, 4, 3, 4, 3)
    with scope(ALL):
        revoked = Entity.objects.get(code=code(2))
        assert [(e.kind, e.status, str(e.on)) for e in revoked.events.order_by("on")] == [
            ("set_up", "active", "2016-05-12"),
            ("revoke", "revoked", "2020-03-04"),
        ]
        parent = Relation.objects.get(kind="parent")
        assert (parent.other_id, parent.other_name) == (Entity.objects.get(code=code(1)).pk, "长沙测试1号科技有限公司")
        assert PublicEntity.objects.get(code=code(1)).initials == "csc" + "s1hkjyxgs"
        assert sum(EntityCount.objects.values_list("n", flat=True)) == 3


def test_a_dry_run_writes_nothing_but_its_own_report(db: str, at: datetime, tmp_path: Path) -> None:
    outcome = load(write_csv(tmp_path / "a.csv", [row(1), row(2, name="")]), at, dry_run=True)
    assert (outcome.accepted, outcome.refused) == (1, 1)
    assert counts() == (0, 0, 0, 0, 0)
    with scope(ALL):
        assert ImportBatch.objects.get().state == "tried"


def test_each_bad_row_comes_back_with_its_reason_and_the_good_ones_load(db: str, at: datetime, tmp_path: Path) -> None:
    wrong = code(5)[:-1] + ("0" if code(5)[-1] != "0" else "1")
    rows = [
        row(1),
        row(5, uscc=wrong),
        row(1, name="同码另一家"),
        row(6, established_on="2023-02-30"),
        row(7, division="430221"),
        row(8, division="999999"),
        row(9, name="甲" * 300),
        row(10, name="甲\x00乙"),
        row(11, capital="很多"),
        row(12, kind="个体工商户"),
        row(13, status="注销"),
        row(14)[:7],
        row(15),
    ]
    outcome = load(write_csv(tmp_path / "a.csv", rows), at)
    assert (outcome.rows, outcome.accepted, outcome.refused) == (13, 2, 11)
    assert outcome.refused_file is not None
    with outcome.refused_file.open(encoding="utf-8-sig", newline="") as stream:
        returned = list(csv.DictReader(stream))
    said = {line["行号"]: line["退回原因"] for line in returned}
    assert set(said) == {str(n) for n in range(3, 14)}
    assert "第18位校验码不符" in said["3"]
    assert "前面的行已有同一代码" in said["4"]
    assert "现行代码为430212渌口区" in said["6"]
    assert "空字符" in said["9"]
    with scope(ALL):
        assert RefusedRow.objects.count() == 11


def test_the_file_of_refused_rows_can_be_mended_and_loaded(db: str, at: datetime, tmp_path: Path) -> None:
    outcome = load(write_csv(tmp_path / "a.csv", [row(1), row(2, capital="x")]), at)
    assert outcome.refused_file is not None
    mended = tmp_path / "mended.csv"
    mended.write_text(outcome.refused_file.read_text(encoding="utf-8-sig").replace(",x,", ",9,"), encoding="utf-8")
    assert load(mended, at).accepted == 1


def test_codes_that_the_register_has_are_refused_and_the_register_stays(db: str, at: datetime, tmp_path: Path) -> None:
    load(write_csv(tmp_path / "a.csv", [row(1)]), at)
    outcome = load(write_csv(tmp_path / "b.csv", [row(1, name="改了名"), row(2)]), at)
    assert (outcome.accepted, outcome.refused, outcome.reasons) == (1, 1, {"taken": 1})
    with scope(ALL):
        assert Entity.objects.get(code=code(1)).name == "长沙测试1号科技有限公司"


def test_the_same_file_again_is_told_so(db: str, at: datetime, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [row(1)])
    load(path, at)
    with pytest.raises(AlreadyLoaded, match="完全相同"):
        load(path, at)


def test_a_load_is_one_note_with_count_and_digest(db: str, at: datetime, tmp_path: Path, superuser: Any) -> None:
    outcome = load(write_csv(tmp_path / "a.csv", [row(n) for n in range(20)]), at)
    notes = superuser.execute("select kind, subject from ledger_note").fetchall()
    assert notes == [("legal_entities.loaded", f"batch:{outcome.batch.uuid}")]


def test_a_stopped_load_goes_on_where_it_stood_and_loads_nothing_twice(
    db: str, at: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "CHUNK", 10)
    path = write_csv(tmp_path / "a.csv", [row(n, capital="x" if n % 10 == 3 else "1") for n in range(60)])
    batch = services.receive_file(path=path, name="a.csv", dry_run=False, by="张三", at=at, scope_code="430102")
    points: list[dict[str, int]] = []

    def stop_after_three(done: int, total: int | None, said: str) -> None:
        if done == 40:
            raise Cancelled

    with pytest.raises(Cancelled):
        services.import_file(batch=batch, at=at, folder=tmp_path, save=points.append, progress=stop_after_three)
    assert counts()[2] == 27
    outcome = services.import_file(batch=batch, at=at, folder=tmp_path, point=points[-1])
    assert (outcome.rows, outcome.accepted, outcome.refused) == (60, 54, 6)
    assert counts()[2] == 54
    with scope(ALL):
        assert RefusedRow.objects.count() == 6


def test_the_first_large_load_puts_the_indexes_aside_and_back(
    db: str, at: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, superuser: Any
) -> None:
    def indexes() -> list[str]:
        found = superuser.execute(
            "select indexdef from pg_indexes where tablename ~ '^(parties|legal)' union all"
            " select conname || pg_get_constraintdef(oid) from pg_constraint where conrelid::regclass::text ~ '^(parties|legal)'"
        )
        return sorted(r[0] for r in found.fetchall())

    before = indexes()
    monkeypatch.setattr(importing, "BULK_FROM", 1)
    outcome = load(write_csv(tmp_path / "a.csv", [row(n) for n in range(30)]), at)
    assert outcome.accepted == 30
    assert indexes() == before
    assert superuser.execute("select count(*) from legal_entities_suspended").fetchone() == (0,)


def test_a_county_sees_its_own_batches_and_not_its_neighbours(db: str, at: datetime, tmp_path: Path) -> None:
    load(write_csv(tmp_path / "a.csv", [row(1), row(2, name="")]), at)
    with scope(Viewer(kind=Kind.OFFICER, name="天心区局", scope_code="430103")):
        assert not ImportBatch.objects.exists()
        assert not RefusedRow.objects.exists()
    with scope(Viewer(kind=Kind.OFFICER, name="芙蓉区局", scope_code="430102")):
        assert RefusedRow.objects.count() == 1
