"""The demo province, step by step. Every step looks first at what is there: a second call goes on where the first one ended."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from huizhi.demo import accounts, offices, places, register, traces
from huizhi.demo.entities import MARKER, Population
from huizhi.demo.register import PROVINCE
from huizhi.kernel.access import services as access
from huizhi.kernel.ledger.models import Note
from huizhi.kernel.ledger.services import note
from huizhi.kernel.organisations.models import Organ
from huizhi.lib.refusal import Refusal

BEGUN = "demo.begun"
A_FEW = 6_500  # officers when nobody asks for more: about three for each organ
Say = Callable[[str], None]


class OtherProvinceHere(Refusal):
    """This database holds a demo province of another seed, or real data."""

    code = "DEMO-001"
    status = 409


@dataclass(frozen=True)
class Wish:
    """The province that is wanted."""

    entities: int
    seed: int
    officers: int = A_FEW


@dataclass(frozen=True)
class Province:
    """The province as it now stands."""

    wish: Wish
    entities: int
    seats: tuple[accounts.Seat, ...]
    partner_key: str  # told once, when it is issued
    was_there: bool


def make_province(
    wish: Wish, *, at: datetime, password: str, folder: Path, say: Say = lambda _: None, keep_file: Path | None = None
) -> Province:
    """Make what is missing of the province. Connected as the application; each step is one transaction or more."""
    was_begun = _begin(wish, at=at)
    _offices(wish, at=at, say=say)
    with access.scope(access.system_viewer("demo")):
        counties = places.places(PROVINCE)
    population = Population(wish.seed, counties)
    loaded = register.load_entities(
        wanted=wish.entities, seed=wish.seed, places=counties, folder=folder, at=at, say=say, keep=keep_file
    )
    with access.scope(access.system_viewer("demo")):
        related = register.relate(population, seed=wish.seed, upto=wish.entities, at=at)
    say(f"关系 / relations: {related:,}")
    with access.scope(access.system_viewer("demo")):
        firms = register.firms(population, accounts.home(), wish.entities)
        seats = accounts.make_accounts(seed=wish.seed, password=password, firms=firms, at=at)
        key = traces.tell(population, seed=wish.seed, upto=wish.entities, at=at)
    say(f"账户 / accounts: {len(seats)}")
    return Province(wish, loaded.now, tuple(seats), key, was_begun and loaded.before == loaded.now)


def is_demo_database() -> bool:
    """Whether this database was ever made a demo: the ledger says so, whatever became of the folder's mark since."""
    return _begun() is not None


def _begun() -> Note | None:
    return Note.objects.filter(subject__gte="demo:", subject__lt="demo;", kind=BEGUN).first()


def _begin(wish: Wish, *, at: datetime) -> bool:
    """Say in the ledger, for good, that this database is a demo. True where it was said before."""
    with access.scope(access.system_viewer("demo")):
        begun = _begun()
        if begun is None:
            if Organ.objects.exists():
                raise OtherProvinceHere("本库已有机构，不能装入演示省", rule="演示数据与正式数据不得同库", remedy="请新建实例")
            note(BEGUN, f"demo:{wish.seed}", {"seed": wish.seed, "by": MARKER}, at=at)
            return False
        if begun.subject != f"demo:{wish.seed}":
            there = begun.subject.removeprefix("demo:")
            raise OtherProvinceHere(f"本库已有种子为{there}的演示省", remedy=f"请用 --seed {there}，或新建实例")
        return True


def _offices(wish: Wish, *, at: datetime, say: Say) -> None:
    with access.scope(access.system_viewer("demo")):
        if not Organ.objects.exists():
            _told(say, offices.make_tree(province=PROVINCE, at=at))
            _told(say, offices.adopt_power_lists(at=at))
        if offices.officers_made(PROVINCE) < wish.officers:
            _told(say, offices.make_officers(province=PROVINCE, wanted=wish.officers, seed=wish.seed, at=at))


def _told(say: Say, made: offices.Made) -> None:
    say(f"{made.what}: {made.number:,}")
