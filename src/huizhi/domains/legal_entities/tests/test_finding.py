"""Every answer is what reading every row would give, in the same order, through shelves and without them."""

from datetime import date, datetime
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from huizhi.domains.legal_entities import queries, services
from huizhi.domains.legal_entities.choices import EventKind
from huizhi.domains.legal_entities.models import PublicEntity, SearchShelf
from huizhi.domains.legal_entities.queries import finding
from huizhi.domains.legal_entities.services import shelves, shelving
from huizhi.domains.legal_entities.tests.factories import KEYS, OLD_NUMBER, code, row, write_csv
from huizhi.domains.legal_entities.types import QueryTooShort, TooBroad
from huizhi.kernel.access.services import scope, system_viewer
from huizhi.kernel.access.types import PUBLIC_VIEWER

ALL = system_viewer("import")
TRADES = ["湘江", "岳麓山", "长行", "鑫源", "重庆小面", "A8", "湘江湘江", "长沙"]
FORMS = ["科技有限公司", "餐饮店", "有限公司长沙分公司"]
PLACES = ["430102", "430103", "430212"]


@pytest.fixture
def small_shelves(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shelves for texts that few names hold, so that both ways of answering are taken."""
    monkeypatch.setattr(shelves, "SHELVED", 8)
    for module, name, value in (
        (shelves, "DEPTH", 18),
        (shelving, "DEPTH", 18),
        (shelving, "SHALLOW", 12),
        (finding, "DEEPEST", 12),
    ):
        monkeypatch.setattr(module, name, value)


@pytest.fixture
def register(db: str, at: datetime, tmp_path: Path, small_shelves: None) -> None:
    """A register of a few hundred entities with much in common."""
    rows = []
    for n, (trade, form, place, city) in enumerate(product(TRADES, FORMS, PLACES, ["长沙", "湖南", ""])):
        ended = {"status": "注销", "status_on": "2020-01-01"} if n % 5 == 0 else {}
        rows.append(row(n, name=f"{city}{trade}{form}", division=place, address=f"五一大道{n % 7}号{n}室", **ended))
    batch = services.receive_file(
        path=write_csv(tmp_path / "a.csv", rows), name="a", dry_run=False, by="张三", at=at, scope_code="43"
    )
    assert services.import_file(batch=batch, at=at, folder=tmp_path).refused == 0
    shelves.rebuild()


def scanned(words: str, place: str = "", field: str = "n") -> list[int]:
    """What reading every row gives."""
    with scope(ALL):
        rows = [
            ((e.name_key if field == "n" else e.initials).find(words), len(e.name_key), e.standing, e.code, e.pk)
            for e in PublicEntity.objects.filter(scope_code__startswith=place)
        ]
    return [r[-1] for r in sorted(r for r in rows if r[0] >= 0)]


def answered(words: str, place: str = "", field: str = "") -> tuple[list[int], int]:
    with scope(PUBLIC_VIEWER):
        answer = queries.find(words, place=place, field=field)
    return [hit.id for hit in answer.hits], answer.total


WORDS = [
    "有限",
    "公司",
    "湘江",
    "长沙",
    "科技有限公司",
    "小面",
    "湘江湘江",
    "餐饮店",
    "有限公司长沙分公司",
    "a8",
    "分公",
    "不存在",
]


def check_everything() -> None:
    for words, place in product(WORDS, ["", "4301", "430102", "430212"]):
        truth = scanned(words, place)
        ids, total = answered(words, place)
        assert ids == truth[:12], (words, place)
        assert total == len(truth), (words, place)
    for letters, place in product(["cs", "yxgs", "kjyx", "xj", "cxz"], ["", "430102"]):
        if len(letters) >= 3:
            assert answered(letters, place)[0] == scanned(letters, place, "p")[:12], (letters, place)


def test_every_answer_equals_a_scan(register: None) -> None:
    with scope(ALL):
        assert SearchShelf.objects.count() > 50
    check_everything()


def test_acts_keep_the_shelves_equal_to_a_scan(register: None, at: datetime) -> None:
    with scope(ALL):
        held = SearchShelf.objects.get(place="", field="n", gram="有限")
        living = PublicEntity.objects.in_bulk([e.pk for e in PublicEntity.objects.filter(pk__in=held.ids, status="active")])
        first, third, *_, last = [living[i] for i in held.ids if i in living]
        cells = dict(zip(KEYS, row(900, name="有限公司"), strict=True))
        services.register_entity(cells=cells, by="张三", at=at)
        services.record_event(code=first.code, event=EventKind.REVOKED, on=date(2025, 1, 1), by="张三", at=at)
        services.change(code=last.code, cells={"name": "湘江湘江湘江科技有限公司"}, on=date(2025, 1, 1), by="张三", at=at)
        to = {"division": "430212", "address": "津口大道1号", "organ": "430212"}
        services.migrate(code=third.code, **to, on=date(2025, 1, 2), by="张三", at=at)
        assert SearchShelf.objects.get(pk=held.pk).ids != held.ids
    for words, place in product(WORDS, ["", "4301", "430102", "430212"]):
        assert answered(words, place)[0] == scanned(words, place)[:12], (words, place)


def test_a_shelf_that_has_lost_too_many_is_taken_down_and_the_index_answers(register: None, at: datetime) -> None:
    with scope(ALL):
        shelf = SearchShelf.objects.filter(place="430212", field="n", gram="餐饮店").get()
        for entity in PublicEntity.objects.filter(pk__in=shelf.ids, status="active"):
            services.change(code=entity.code, cells={"name": f"改名{entity.pk}商行"}, on=date(2025, 1, 1), by="张三", at=at)
        assert not SearchShelf.objects.filter(pk=shelf.pk).exists()
    assert answered("餐饮店", "430212")[0] == scanned("餐饮店", "430212")[:12]


def test_what_happens_while_shelves_are_made_is_on_them(register: None, at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    make = shelves._make

    def meanwhile(*args: Path) -> int:
        count = make(*args)
        with scope(ALL):
            cells = dict(zip(KEYS, row(901, name="有限有限公司"), strict=True))
            services.register_entity(cells=cells, by="张三", at=at)
        return count

    monkeypatch.setattr(shelves, "_make", meanwhile)
    shelves.rebuild()
    assert answered("有限")[0] == scanned("有限")[:12]


def test_a_code_of_any_kind_finds_its_bearer(db: str, at: datetime) -> None:
    with scope(ALL):
        cells = dict(zip(KEYS, row(1, registration_number=OLD_NUMBER), strict=True))
        services.register_entity(cells=cells, by="张三", at=at)
    whole = code(1)
    with scope(PUBLIC_VIEWER):
        for typed in (whole, whole.lower(), f" {whole[:9]} {whole[9:]}", OLD_NUMBER, whole[8:17], whole[:10]):
            assert [h.code for h in queries.find(typed).hits] == [whole], typed
        assert queries.find(code(2)).total == 0


def test_an_address_is_found_by_its_road_and_number(register: None) -> None:
    with scope(PUBLIC_VIEWER):
        assert queries.find("五一大道3号", field="a").total == sum(n % 7 == 3 for n in range(216))
        assert queries.find("五一大道3号10室", field="a").total == 1


def test_a_road_with_thousands_asks_for_more_words(register: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "MOST_ADDRESSES", 100)
    with scope(PUBLIC_VIEWER), pytest.raises(TooBroad):
        queries.find("五一大道", field="a")


def test_kinds_and_states_narrow_an_answer(register: None) -> None:
    with scope(PUBLIC_VIEWER):
        every = queries.find("湘江")
        active = queries.find("湘江", statuses=["active"])
        closed = queries.find("湘江", statuses=["closed"])
        assert active.total + closed.total == every.total
        assert {h.status for h in closed.hits} == {"closed"}


def test_one_character_is_too_few(db: str) -> None:
    with scope(PUBLIC_VIEWER), pytest.raises(QueryTooShort):
        queries.find("湘")


def test_a_code_is_looked_up_through_its_index(db: str, superuser: Any) -> None:
    superuser.execute("set enable_seqscan = off")
    for condition in ("code = 'X'", "code >= '9143' and code < '9143~'"):
        plan = superuser.execute(f"explain select party_id from legal_entities_entity where {condition}").fetchall()
        assert "entity_code" in "".join(line[0] for line in plan)
