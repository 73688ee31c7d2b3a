"""A ledger of its own for each test: a fresh database and a fresh data folder."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.db import connection, transaction

from huizhi.kernel.ledger import services
from huizhi.kernel.ledger.models import Note
from huizhi.kernel.ledger.services import note
from huizhi.lib.merkle.tiles import grow, range_hash
from huizhi.lib.merkle.tree import Range, leaf_hash
from huizhi.lib.merkle.witness import Witness, WitnessFolder
from huizhi.lib.merkle.witness_server import witness_server


@pytest.fixture
def ledger(db: str, settings: Any) -> Path:
    """The data folder of this test's ledger."""
    settings.LEDGER_INSTANCE = "test"
    return Path(settings.LEDGER_FOLDER)


@pytest.fixture
def noted(ledger: Path, at: datetime) -> Callable[[int], list[Note]]:
    """Commit that many notes, each in a transaction of its own."""

    def write(count: int) -> list[Note]:
        written = []
        for n in range(count):
            with transaction.atomic():
                written.append(note("test.happened", f"thing:{n}", {"n": n, "said": "企业"}, at=at))
        return written

    return write


@dataclass
class RunningWitness:
    """A witness over HTTP that can be stopped and started again at the same address."""

    folder: WitnessFolder
    url: str = ""
    _server: ThreadingHTTPServer | None = None

    def start(self) -> None:
        """Answer from now on."""
        port = int(self.url.rpartition(":")[2]) if self.url else 0
        self._server = witness_server(Witness(self.folder), "127.0.0.1", port)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def stop(self) -> None:
        """Fall silent."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None


@pytest.fixture
def witness(ledger: Path, tmp_path: Path) -> Iterator[RunningWitness]:
    """A running witness that trusts this ledger's key, and that this ledger asks."""
    folder = WitnessFolder(tmp_path / "witness")
    key = folder.create("witness.test/w1")
    folder.trust(services.prepare_keys())
    running = RunningWitness(folder)
    running.start()
    services.add_witness(key=str(key.verifier), url=running.url)
    yield running
    running.stop()


Seeing = Callable[..., AbstractContextManager[None]]


@pytest.fixture
def seeing() -> Seeing:
    """A transaction that sees a range of scope codes, everything by default; rooms above have `access.scope` for this."""

    @contextmanager
    def open_range(low: str = " ", high: str = "~") -> Iterator[None]:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select set_config('huizhi.lo', %s, true), set_config('huizhi.hi', %s, true)", [low, high])
            yield

    return open_range


Rebuild = Callable[..., None]


@pytest.fixture
def rebuild(superuser: Any) -> Rebuild:
    """What somebody with the superuser's password does: cut the log, perhaps change it, build a consistent tree anew."""

    def cut_and_build(*, keep: int, forge: str = "") -> None:
        execute = superuser.execute
        execute("set session_replication_role = replica")
        for table in ("ledger_tile", "ledger_checkpoint", "ledger_cosignature", "ledger_head"):
            execute(f"delete from {table}")
        execute('delete from ledger_leaf where "position" >= %s', [keep])
        if forge:
            execute(forge)
        digests = [row[0] for row in execute('select digest from ledger_leaf order by "position"').fetchall()]
        tiles = grow(0, {}, [leaf_hash(bytes(d)) for d in digests])
        for tile, data in tiles.items():
            row = [tile.level, tile.n, data]
            execute("insert into ledger_tile (log_id, level, n, h) select id, %s, %s, %s from ledger_log", row)
        root = range_hash(Range(0, len(digests)), tiles)
        execute("insert into ledger_head (log_id, size, root) select id, %s, %s from ledger_log", [len(digests), root])
        execute("set session_replication_role = origin")

    return cut_and_build
