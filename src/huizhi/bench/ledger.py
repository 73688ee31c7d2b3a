"""P6 to P10 of the ledger, in a database of its own beside the instance's: a ledger that is kept is not filled with trials."""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg import sql
from psycopg.conninfo import make_conninfo

from huizhi.bench import ledger_figures
from huizhi.bench.harness import Figure, Run
from huizhi.kernel.access.services import put_up_fences
from huizhi.kernel.organisations import services as organisations
from huizhi.lib import clock

SIZE = 10_000_000
OWNER = "hz_owner"
CREATE = "create database {} template template0 encoding 'UTF8' lc_collate 'C.UTF-8' lc_ctype 'C.UTF-8'"
AsOwner = Callable[[str], object]


def run(given: Run) -> Iterator[Figure]:
    """Figures on a log of ten million leaves, or of as many as were asked for."""
    size = given.size or SIZE
    given.condition("leaves", size)
    given.condition("database", "a fresh one, migrated, dropped afterwards")
    with scratch(given.say) as as_owner:
        yield from ledger_figures.figures(size, as_owner=as_owner, at=clock.now(), say=given.say)


@contextmanager
def scratch(say: Callable[[str], None], *, reference: bool = False) -> Iterator[AsOwner]:
    """Point this process at a new migrated database, connected as the application; gives the owner's hand.

    With `reference`, the divisions are in it.
    """
    given = dict(connections["default"].settings_dict)
    kept, name = settings.LEDGER_FOLDER, f"hz_bench_ledger_{os.getpid()}"
    with _as_owner(given["NAME"]) as maker, tempfile.TemporaryDirectory() as keys:
        maker.execute(sql.SQL(CREATE).format(sql.Identifier(name)))
        try:
            say("migrating a fresh database")
            settings.LEDGER_FOLDER = Path(keys)
            _point(NAME=name, USER=OWNER, PASSWORD=settings.ENV.database.passwords[OWNER])
            call_command("migrate", verbosity=0, interactive=False)
            put_up_fences(connections["default"])
            if reference:
                organisations.load_reference(at=clock.now())
            _point(USER=given["USER"], PASSWORD=given["PASSWORD"])
            with _as_owner(name) as hand:
                yield lambda statement: hand.execute(sql.SQL(statement))
        finally:
            settings.LEDGER_FOLDER = kept
            _point(**given)
            _drop(maker, name)


def _drop(maker: psycopg.Connection[tuple[object, ...]], name: str) -> None:
    """Not "with (force)": the owner may not end another role's sessions or an autovacuum, and they go by themselves."""
    for left in reversed(range(40)):
        try:
            maker.execute(sql.SQL("drop database if exists {}").format(sql.Identifier(name)))
        except psycopg.errors.ObjectInUse:
            if not left:
                raise
            time.sleep(0.25)
        else:
            return


def _as_owner(database: str) -> psycopg.Connection[tuple[object, ...]]:
    server = settings.ENV.database
    login = make_conninfo(host=server.host, port=server.port, user=OWNER, password=server.passwords[OWNER], dbname=database)
    return psycopg.connect(login, autocommit=True)


def _point(**login: object) -> None:
    connections["default"].close()
    connections["default"].settings_dict.update(login)
