"""The register's figures: a file loaded into an empty register, a code looked up, a name searched; asked by one county."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from django.db import connection
from django.db.backends.utils import CursorWrapper

from huizhi.bench.harness import Figure, Run, WrongAnswer, latencies
from huizhi.bench.ledger import scratch
from huizhi.domains.legal_entities import queries, services
from huizhi.kernel.access.services import scope
from huizhi.lib import clock
from huizhi.lib.names import search_key
from huizhi.lib.refusal import Refusal

COMMON = 50  # the commonest texts, a third of all searches
SEARCHES = 300
SCANNED = 12  # answers that are compared with a reading of every row, on a register too large to compare them all
SMALL = 300_000
TOP = 20
USERS = 16

_CODES = "select code from legal_entities_publicentity tablesample bernoulli (%s) repeatable (7) where length(code) = 18 limit %s"
_NAMES = "select name, initials from legal_entities_publicentity tablesample bernoulli (%s) repeatable (11) limit %s"
_COMMON = """
select gram from (select substr(name_key, p, 2) gram from legal_entities_publicentity tablesample bernoulli (%s) repeatable (13),
generate_series(1, length(name_key) - 1) p) g group by gram order by count(*) desc, gram limit %s
"""
_SCAN = """
select code from legal_entities_publicentity where strpos(name_key, %s) > 0 and scope_code >= %s and scope_code < %s
order by strpos(name_key, %s), length(name_key), standing, code, entity_id limit %s
"""


class NoFile(Refusal):
    """The load needs a file of entities."""

    code = "BENCH-003"


class EmptyRegister(Refusal):
    """There is nothing to look up."""

    code = "BENCH-004"


def load(given: Run) -> Iterator[Figure]:
    """A file into an empty register of its own: codes, first events, indexes, projection, shelves, counts, ANALYZE."""
    if given.file is None:
        raise NoFile("没有指定主体文件", remedy="先执行 huizhi demo --keep-file FILE，再用 --file FILE 指定")
    given.condition("database", "a fresh one, migrated, dropped afterwards")
    given.condition("file_mb", given.file.stat().st_size >> 20)
    with scratch(given.say, reference=True), tempfile.TemporaryDirectory() as folder:
        start = perf_counter()
        batch = services.receive_file(
            path=given.file, name=given.file.name, dry_run=False, by="bench", at=clock.now(), scope_code="43"
        )
        outcome = services.import_file(batch=batch, at=clock.now(), folder=Path(folder))
        seconds = perf_counter() - start
    given.condition("loaded", outcome.accepted)
    given.condition("refused", outcome.refused)
    yield Figure("load, all of it", round(seconds, 1), "s", 900.0)
    yield Figure("rows", round(outcome.accepted / seconds), "rows/s", higher_is_better=True)
    for phase, spent in outcome.seconds.items():
        yield Figure(phase, spent, "s")


def lookup(given: Run) -> Iterator[Figure]:
    """An entity by its code, by several clients at once."""
    codes = _column(given, _CODES, 4_000)
    given.condition("query mix", f"{len(codes)} codes drawn from the register")
    yield from latencies("code look-up", given.hammered("huizhi.bench.entities:look_up", codes), targets={99: 20.0})


def look_up(code: str) -> None:
    """One look-up, in a client."""
    found = queries.find(code, limit=1)
    if [hit.code for hit in found.hits] != [code]:
        raise WrongAnswer(f"代码 {code} 查到 {[hit.code for hit in found.hits]}")


def entity_file(given: Run) -> Iterator[Figure]:
    """一企一档 as an officer sees it, by sixteen users at once."""
    codes = _column(given, _CODES, 1_600)
    given.condition("users", USERS)
    given.condition("query mix", f"{len(codes)} files drawn from the register: what the register says, time line, facts, codes")
    taken = given.hammered("huizhi.bench.entities:open_file", codes, clients=USERS)
    yield from latencies("entity file", taken, targets={95: 200.0})


def open_file(code: str) -> None:
    """One file, in a client."""
    if queries.entity_file(code, view="official").entity.code != code:
        raise WrongAnswer(f"代码 {code} 打开的不是该主体的档案")


def search(given: Run) -> Iterator[Figure]:
    """Names by what people type: common texts, rare ones, initials; the first twenty, ranked."""
    words = _words(given)
    given.condition("query mix", f"{len(words)} searches, a third of them among the {COMMON} commonest pairs; top {TOP}")
    compared = _compare(given, words)
    given.condition("compared with a scan", compared)
    everywhere = given.hammered("huizhi.bench.entities:search_one", [(word, "") for word in words])
    yield from latencies("name search, province", everywhere, targets={99: 100.0})
    at_home = given.hammered("huizhi.bench.entities:search_one", [(word, given.county) for word in words])
    yield from latencies("name search, own county", at_home, targets={99: 100.0})


def search_one(given: tuple[str, str]) -> None:
    """One search, in a client."""
    words, place = given
    list(queries.find(words, place=place, limit=TOP).hits)


def _words(given: Run) -> list[str]:
    common = _column(given, _COMMON, COMMON)
    with scope(given.viewer), connection.cursor() as cursor:
        cursor.execute(_NAMES, [_percent(cursor, SEARCHES), SEARCHES])
        names = [(search_key(name), initials) for name, initials in cursor.fetchall()]
    if not names or not common:
        raise EmptyRegister("登记库中没有主体", remedy="先执行 huizhi demo")
    third = SEARCHES // 3
    drawn = [common[n % len(common)] for n in range(third)]
    for n in range(third):
        name = names[n % len(names)][0]
        start = n * 7 % max(1, len(name) - 3)
        drawn.append(name[start : start + 2 + n % 3])
    for n in range(third):
        drawn.append(names[-1 - n % len(names)][1][: 3 + n % 4])
    return [word for word in drawn if len(word) >= 2]


def _compare(given: Run, words: list[str]) -> str:
    """Answers beside a reading of every row; a wrong one ends the benchmark."""
    chinese = [word for word in words if not word.isascii()]
    with scope(given.viewer), connection.cursor() as cursor:
        every = _rows(cursor) <= SMALL
        chosen = chinese if every else chinese[:: max(1, len(chinese) // SCANNED)]
        for n, word in enumerate(chosen):
            place = given.county if n % 2 else ""
            cursor.execute(_SCAN, [word, place or " ", (place or "") + "~", word, TOP])
            truth = [row[0] for row in cursor.fetchall()]
            told = [hit.code for hit in queries.find(word, place=place, field="n", limit=TOP).hits]
            if told != truth:
                raise WrongAnswer(f"“{word}”的答案与逐行查找不同：{told[:3]} / {truth[:3]}")
    return f"{len(chosen)} of {len(chinese)}"


def _column(given: Run, statement: str, wanted: int) -> list[str]:
    with scope(given.viewer), connection.cursor() as cursor:
        cursor.execute(statement, [_percent(cursor, wanted), wanted])
        found = [row[0] for row in cursor.fetchall()]
    if not found:
        raise EmptyRegister("登记库中没有主体", remedy="先执行 huizhi demo")
    return found


def _percent(cursor: CursorWrapper, wanted: int) -> float:
    """How large a sample has to be to hold that many rows with room to spare."""
    return min(100.0, wanted * 400.0 / max(1, _rows(cursor)))


def _rows(cursor: CursorWrapper) -> int:
    cursor.execute("select greatest(reltuples, 0)::bigint from pg_class where relname = 'legal_entities_publicentity'")
    return int(cursor.fetchone()[0])
