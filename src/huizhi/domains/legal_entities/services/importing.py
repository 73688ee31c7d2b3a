"""导入: a file of entities is tried or loaded. Streamed, checked row by row, loaded set by set, resumable, noted once."""

import uuid as uuids
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from time import perf_counter

from django.db import connection, connections

from huizhi.domains.legal_entities.columns import ENTITY_COLUMNS
from huizhi.domains.legal_entities.models import ImportBatch, RefusedRow
from huizhi.domains.legal_entities.reading import Arranger, Cells, Table, fingerprint, open_table
from huizhi.domains.legal_entities.rows import Checker, RowRefused
from huizhi.domains.legal_entities.services import bulk, shelves, staging
from huizhi.domains.legal_entities.services.counting import recount
from huizhi.domains.legal_entities.services.places import known_places
from huizhi.domains.legal_entities.services.refusing import RefusedRows
from huizhi.domains.legal_entities.services.relating import resolve_relations
from huizhi.domains.legal_entities.types import AlreadyLoaded, FileRefused, ImportRunning
from huizhi.kernel.access.services import scope, system_viewer
from huizhi.kernel.ledger.services import note
from huizhi.lib.calendar import legal_day
from huizhi.lib.jcs import Json

CHUNK = 50_000
BULK_FROM = 200_000  # rows from which putting indexes aside pays
LARGEST_FILE = 8 << 30
_LOCK = 7_301_902  # one import at a time

Progress = Callable[[int, int | None, str], None]
Save = Callable[[dict[str, int]], None]


@dataclass
class Outcome:
    """What became of a file."""

    batch: ImportBatch
    rows: int = 0
    accepted: int = 0
    refused: int = 0
    reasons: dict[str, int] = field(default_factory=dict)
    refused_file: Path | None = None
    seconds: dict[str, float] = field(default_factory=dict)


def receive_file(
    *, path: Path, name: str, dry_run: bool, by: str, at: datetime, scope_code: str, source: str = ""
) -> ImportBatch:
    """Keep the file's name and digest as a batch; refuses a file that was loaded before."""
    size = path.stat().st_size
    if size > LARGEST_FILE:
        raise FileRefused("文件超过8 GB", remedy="请分成几个文件导入")
    digest = fingerprint(path)
    with scope(system_viewer("import")):
        if not dry_run:
            _demand_new(digest)
        return ImportBatch.objects.create(
            uuid=uuids.uuid4(),
            file_name=name[:200],
            digest=digest,
            size=size,
            dry_run=dry_run,
            stored_as=str(path),
            source=source[:100],
            started_by=by,
            started_at=at,
            scope_code=scope_code,
        )


def _demand_new(digest: str) -> None:
    before = ImportBatch.objects.filter(digest=digest, state=ImportBatch.State.LOADED, dry_run=False).first()
    if before is not None:
        raise AlreadyLoaded(
            f"内容完全相同的文件已于{legal_day(before.started_at)}导入（批次 {before.uuid}，{before.accepted}行）",
            remedy="无需再次导入；如有新增，请只导入新增的行",
        )


def import_file(
    *,
    batch: ImportBatch,
    at: datetime,
    folder: Path,
    progress: Progress = lambda *_: None,
    save: Save = lambda _: None,
    point: dict[str, int] | None = None,
) -> Outcome:
    """Try or load the file of a batch. `point` is where an earlier attempt of the same batch had got to."""
    return _Import(batch, at=at, folder=folder, progress=progress, save=save, point=point or {}).run()


class _Import:
    def __init__(
        self, batch: ImportBatch, *, at: datetime, folder: Path, progress: Progress, save: Save, point: dict[str, int]
    ) -> None:
        self.batch, self.at, self.folder, self.progress, self.save = batch, at, folder, progress, save
        self.done_line = point.get("line", 0)
        self.accepted = point.get("accepted", 0)
        self.rows = 0
        self.seen: set[str] = set()
        self.bulk = False
        self.fresh: list[int] = []
        self.seconds: dict[str, float] = {}
        self.pool = ThreadPoolExecutor(1, thread_name_prefix="import")
        self.pending: Future[list[int]] | None = None
        self.kept: dict[int, Cells] = {}

    def run(self) -> Outcome:
        try:
            self.pool.submit(self._lock).result()
            with scope(system_viewer("import")):
                if not self.batch.dry_run:
                    _demand_new(self.batch.digest)
                self.already = self._refused_before()
                places = known_places(legal_day(self.at))
            table = open_table(Path(self.batch.stored_as))
            self.total = _estimate(Path(self.batch.stored_as), table)
            if not self.batch.dry_run and (self.total >= BULK_FROM or bulk.is_open()):
                self.bulk = bulk.begin()
            with self._timed("check and load"):
                outcome = self._read(table, Checker(places, legal_day(self.at)))
        finally:
            self._close()
        return self._finish(outcome, table)

    def _lock(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("select pg_try_advisory_lock(%s)", [_LOCK])
            if not cursor.fetchone()[0]:
                raise ImportRunning("另一个文件正在导入", remedy="请等它完成后再试")

    def _close(self) -> None:
        self.pool.submit(connections.close_all).result()
        self.pool.shutdown()
        if self.bulk:
            self.progress(self.rows, self.total, "正在建立索引")
            with self._timed("indexes"):
                bulk.build_all(hands=2)

    def _refused_before(self) -> dict[int, str]:
        if not self.done_line:
            return {}
        found = RefusedRow.objects.filter(batch=self.batch, line__lte=self.done_line, reasons__startswith=_TAKEN)
        return dict(found.values_list("line", "reasons"))

    def _read(self, table: Table, checker: Checker) -> Outcome:
        arranger = Arranger(table.header, ENTITY_COLUMNS)
        path = self.folder / f"refused-{self.batch.uuid}.csv"
        with RefusedRows(path, self.batch.pk, table.header) as refused:
            self.refused = refused
            for chunk in _chunks(table.rows, CHUNK):
                self._chunk(chunk, arranger, checker)
            self._wait()
        reasons = dict(refused.reasons)
        return Outcome(self.batch, self.rows, self.accepted, refused.count, reasons, path if refused.count else None)

    def _chunk(self, chunk: list[Cells], arranger: Arranger, checker: Checker) -> None:
        lines: list[str] = []
        kept: dict[int, Cells] = {}
        for cells in chunk:
            self.rows += 1
            values = arranger.arrange(cells)
            if isinstance(values, str):
                self._refuse(cells, [("shape", values)])
                continue
            try:
                row = checker.check(values)
            except RowRefused as wrong:
                self._refuse(cells, wrong.reasons)
                continue
            if row.code in self.seen:
                self._refuse(cells, [("twice", "文件中前面的行已有同一代码")])
                continue
            self.seen.add(row.code)
            if cells.line > self.done_line:
                lines.append(staging.copy_line(cells.line, row))
                kept[cells.line] = cells
            elif cells.line in self.already:
                self._refuse(cells, [("taken", self.already[cells.line])])
        self._wait()
        self.progress(self.rows, self.total, "正在核对" if self.batch.dry_run else "正在导入")
        self.kept = kept
        self.pending = self.pool.submit(self._load, lines, kept, self.refused.take(), chunk[-1].line)

    def _refuse(self, cells: Cells, reasons: list[tuple[str, str]]) -> None:
        self.refused.add(cells.line, cells.values, reasons, keep=cells.line > self.done_line)

    def _wait(self) -> None:
        if self.pending is not None:
            pending, self.pending = self.pending, None
            for line in pending.result():
                self.refused.add(line, self.kept[line].values, [("taken", _TAKEN)], keep=False)

    def _load(self, lines: list[str], kept: dict[int, Cells], refused: list[RefusedRow], last: int) -> list[int]:
        """In the loading thread: one chunk, one transaction. Returns the lines whose code the register has already."""
        with scope(system_viewer("import")):
            taken = staging.stage(lines, register_is_empty=self.bulk)
            refused += [self.refused.row(line, kept[line].values, _TAKEN) for line in taken]
            self.accepted += len(lines) - len(taken)
            if self.batch.dry_run:
                staging.clear()
            else:
                staging.move_in(staging.Origin(self.batch.pk, self.batch.source, self.at))
                if not self.bulk:
                    self.fresh += staging.staged_ids()
            RefusedRow.objects.bulk_create(refused, batch_size=2000)
            self.save({"line": last, "accepted": self.accepted})
        return taken

    def _finish(self, outcome: Outcome, table: Table) -> Outcome:
        state = ImportBatch.State.TRIED if self.batch.dry_run else ImportBatch.State.LOADED
        if not self.batch.dry_run and self.accepted:
            self.progress(self.rows, self.total, "正在更新检索与计数")
            self._bring_up_to_date()
        with scope(system_viewer("import")):
            ImportBatch.objects.filter(pk=self.batch.pk).update(
                state=state,
                rows=outcome.rows,
                accepted=outcome.accepted,
                refused=outcome.refused,
                reasons=outcome.reasons,
                format=table.format,
                encoding=table.encoding,
                ended_at=self.at,
            )
            if not self.batch.dry_run:
                self._note(outcome)
            self.batch.refresh_from_db()
        outcome.seconds = self.seconds
        return outcome

    def _bring_up_to_date(self) -> None:
        """What is derived from the register follows it: relations, shelves, counts, statistics."""
        with self._timed("relations"), scope(system_viewer("import")):
            resolve_relations()
        if self.bulk or self.accepted > 10_000:
            with self._timed("analyse"):
                bulk.analyse()
        with self._timed("shelves"):
            shelves.refresh(self.fresh if not self.bulk else None)
        with self._timed("counts"), scope(system_viewer("import")):
            recount(at=self.at)

    @contextmanager
    def _timed(self, phase: str) -> Iterator[None]:
        began = perf_counter()
        try:
            yield
        finally:
            self.seconds[phase] = round(perf_counter() - began, 1)

    def _note(self, outcome: Outcome) -> None:
        payload: dict[str, Json] = {
            "batch": str(self.batch.uuid),
            "rows": outcome.rows,
            "loaded": outcome.accepted,
            "refused": outcome.refused,
            "sha256": self.batch.digest,
            "by": self.batch.started_by,
        }
        note("legal_entities.loaded", f"batch:{self.batch.uuid}", payload, at=self.at, scope_code=self.batch.scope_code)


_TAKEN = "登记库中已有该代码；信息有变化的，请办理变更"


def _chunks(rows: Iterator[Cells], size: int) -> Iterator[list[Cells]]:
    chunk: list[Cells] = []
    for cells in rows:
        chunk.append(cells)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _estimate(path: Path, table: Table) -> int:
    """About how many rows the file has, from its size and its first megabyte; for progress alone."""
    if table.format not in ("CSV", "TSV"):
        return 0
    with path.open("rb") as stream:
        head = stream.read(1 << 20)
    return max(1, path.stat().st_size * max(1, head.count(b"\n")) // max(1, len(head)))
