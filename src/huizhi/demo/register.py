"""The demo's register: entities made from the seed and loaded as any file is; loaded further when more are asked for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from huizhi.demo.accounts import Firm
from huizhi.demo.entities import MARKER, Place, Population, Row
from huizhi.demo.files import write_entities
from huizhi.domains.legal_entities import services as legal_entities
from huizhi.kernel.access import services as access
from huizhi.kernel.ledger.models import Note
from huizhi.kernel.ledger.services import note
from huizhi.kernel.parties import queries as parties
from huizhi.lib.refusal import Refusal

Say = Callable[[str], None]
PROVINCE = "43"
RELATED = 200_000


class DemoRowRefused(Refusal):
    """The register has refused rows of the demo: one of the two is wrong."""

    code = "DEMO-002"
    status = 500


@dataclass(frozen=True)
class Loaded:
    """How far the register of the demo is."""

    before: int
    now: int


def party_of(row: Row) -> int | None:
    """The party that the register holds for a row."""
    return parties.party_with("uscc", row[0]) if row[0] else parties.party_with("regno", row[1])


def rows_present(population: Population, upto: int) -> int:
    """How many of the first `upto` rows the register has. They come in order, so a search by halves finds the end."""
    low, high = 0, upto
    with access.scope(access.system_viewer("demo")):
        while low < high:
            middle = (low + high) // 2
            if party_of(population.row(middle)) is None:
                high = middle
            else:
                low = middle + 1
    return low


def load_entities(
    *, wanted: int, seed: int, places: Sequence[Place], folder: Path, at: datetime, say: Say, keep: Path | None = None
) -> Loaded:
    """Make a file of the rows that are not there yet and load it. `keep` names where the file stays; else it goes."""
    before = rows_present(Population(seed, places), wanted)
    if before == wanted:
        return Loaded(before, wanted)
    folder.mkdir(parents=True, exist_ok=True)
    path = keep or folder / f"demo-{seed}-{before}-{wanted}.csv"
    write_entities(path, first=before, last=wanted, seed=seed, places=places, say=_counting(say, "生成主体 / making entities"))
    try:
        _load(path, folder=folder, at=at, say=say)
    finally:
        if keep is None:
            path.unlink(missing_ok=True)
    return Loaded(before, wanted)


def _load(path: Path, *, folder: Path, at: datetime, say: Say) -> None:
    batch = legal_entities.receive_file(
        path=path, name=path.name, dry_run=False, by=MARKER, at=at, scope_code=PROVINCE, source=MARKER
    )
    told = _counting(say, "导入主体 / loading entities")

    def progress(done: int, total: int | None, said: str) -> None:
        told(done, total or done)

    outcome = legal_entities.import_file(batch=batch, at=at, folder=folder, progress=progress)
    if outcome.refused:
        raise DemoRowRefused(f"演示数据有{outcome.refused}行未能导入：{outcome.reasons}", remedy="请查看拒绝行文件")


def _counting(say: Say, what: str) -> Callable[[int, int], None]:
    return lambda done, of: say(f"{what}: {done:,} / {of:,}")


def firms(population: Population, counties: Sequence[str], among: int) -> list[Firm]:
    """The first company in business of each county, which gets an account."""
    found: dict[str, Firm] = {}
    for row in population.rows(range(among)):
        if row[10] in counties and row[10] not in found and row[3] == "LTD" and row[4] == "存续":
            party = party_of(row)
            if party is not None:
                found[row[10]] = Firm(party, row[2], row[10])
        if len(found) == len(counties):
            break
    return list(found.values())


def relate(population: Population, *, seed: int, upto: int, at: datetime) -> int:
    """Enter who stands behind the first rows, in the caller's scope; how many are new. A large province has them for a part."""
    last = min(upto, RELATED)
    subject = f"demo:{seed}:{last}"
    if Note.objects.filter(subject=subject, kind="demo.related").exists():
        return 0
    told = legal_entities.receive_relations(
        (one for number in range(last) for one in population.relations(number)),
        by=MARKER,
        at=at,
        source=MARKER,
        scope_code=PROVINCE,
    )
    if told.refused:
        raise DemoRowRefused(f"演示数据有{told.refused}条关系未能导入：{told.wrong[:3]}")
    note("demo.related", subject, {"entered": told.entered}, at=at)
    return told.entered
