"""The demo province: its organs, officers and accounts; what a second call does; what it refuses."""

from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from huizhi.demo import places
from huizhi.demo.entities import FIRST_ROWS, Place, Population
from huizhi.demo.files import PART, write_entities
from huizhi.demo.province import OtherProvinceHere, Wish, make_province
from huizhi.demo.register import party_of
from huizhi.domains.legal_entities import queries as legal_entities
from huizhi.kernel.access.models import Account, ApiKey, RoleHolding
from huizhi.kernel.access.services import scope, system_viewer
from huizhi.kernel.evidence.models import Item
from huizhi.kernel.jobs.models import Job
from huizhi.kernel.notices.models import Message
from huizhi.kernel.organisations.models import Certificate, Officer, Organ
from huizhi.kernel.parties.models import Fact, Party, UnmatchedFact
from huizhi.lib.calendar import legal_day

ROOT = Path(__file__).resolve().parents[4]


@pytest.fixture
def everything(province: Any) -> Any:
    with scope(system_viewer("demo")):
        yield province


@pytest.mark.usefixtures("everything")
def test_the_tree_has_the_province_its_prefectures_its_counties_and_their_stations() -> None:
    codes = list(Organ.objects.values_list("scope_code", flat=True))
    assert sum(len(code) == 4 for code in codes) == 14
    assert sum(len(code) == 6 and not "71" <= code[4:] <= "79" for code in codes) == 122
    assert 1_800 < sum(len(code) == 9 for code in codes) < 2_200


def test_some_certificates_have_expired_and_some_will_soon(everything: Any, at: datetime) -> None:
    today = legal_day(at)
    expiries = list(Certificate.objects.values_list("expires_on", flat=True))
    assert 0 < sum(day < today for day in expiries) < len(expiries) / 10
    assert 0 < sum(0 <= (day - today).days <= 30 for day in expiries) < len(expiries) / 5


@pytest.mark.usefixtures("everything")
def test_every_officer_and_account_says_that_it_is_invented() -> None:
    assert not Officer.objects.exclude(number__startswith="演示").exists()
    assert not Account.objects.exclude(is_demo=True).exists()


def test_the_two_counties_have_the_same_accounts_and_see_only_their_own_officers(province: Any, at: datetime) -> None:
    logins = province.logins()
    roles = [
        {login.split(".")[0] for login in logins if login.endswith(county)} for county in (province.home, province.neighbour)
    ]
    assert roles[0] == roles[1]
    assert "clerk" in roles[0]
    for county in (province.home, province.neighbour):
        with scope(province.viewer(f"clerk.{county}", at=at)):
            seen = set(Officer.objects.values_list("scope_code", flat=True))
        assert seen
        assert all(code.startswith(county) for code in seen)


def test_the_register_holds_every_row_and_each_county_has_a_company_with_an_account(province: Any, at: datetime) -> None:
    with scope(system_viewer("demo")):
        counties = places.places("43")
        rows = list(Population(1, counties).rows(range(200)))
        known = [party_of(row) for row in rows]
    assert None not in known
    for county in (province.home, province.neighbour):
        firm = province.viewer(f"enterprise.{county}", at=at)
        assert firm.party_id in known
        assert firm.scope_code is None


def test_more_entities_are_loaded_on_top_of_those_that_are_there(province: Any, at: datetime, tmp_path: Path) -> None:
    kept = tmp_path / "more.csv"
    more = make_province(Wish(entities=230, seed=1), at=at, password="-", folder=tmp_path, keep_file=kept)
    assert (more.entities, more.was_there) == (230, False)
    assert len(kept.read_text(encoding="utf-8").splitlines()) == 31
    assert province.viewer(f"clerk.{province.home}", at=at)


def test_a_file_is_the_same_whether_one_process_makes_it_or_two(tmp_path: Path) -> None:
    place = Place("430102", "芙蓉区", "长沙市", ("430102001",))
    for processes in (1, 2):
        write_entities(tmp_path / f"{processes}.csv", last=PART + 7, seed=3, places=[place], processes=processes)
    one, two = ((tmp_path / f"{processes}.csv").read_bytes() for processes in (1, 2))
    assert one == two
    assert one.count(b"\n") == PART + 8


def test_every_role_of_the_house_has_an_account(province: Any) -> None:
    said = yaml.safe_load((ROOT / "src/huizhi/kernel/access/roles.yaml").read_text(encoding="utf-8"))
    with scope(system_viewer("demo")):
        held = set(RoleHolding.objects.values_list("role", flat=True))
    assert set(said) - held == {"officer"}, "`officer` is included by the roles of the four levels"
    assert province.logins()


def test_a_second_call_makes_nothing_more(province: Any, at: datetime, tmp_path: Path) -> None:
    again = make_province(Wish(entities=200, seed=1), at=at, password="another-password", folder=tmp_path)
    assert again.was_there
    assert province.viewer(f"clerk.{province.home}", at=at).name.endswith("（演示）")


@pytest.mark.usefixtures("province")
def test_a_province_of_another_seed_is_refused(at: datetime, tmp_path: Path) -> None:
    with pytest.raises(OtherProvinceHere):
        make_province(Wish(entities=200, seed=2), at=at, password="another-password", folder=tmp_path)


@pytest.mark.usefixtures("db")
def test_a_database_with_real_organs_does_not_become_a_demo(at: datetime, tmp_path: Path) -> None:
    from huizhi.kernel.organisations import services as organisations

    with scope(system_viewer("reference")):
        organisations.register_organs([organisations.OrganRow(scope_code="43", name="某局")], by="人", at=at)
    with pytest.raises(OtherProvinceHere):
        make_province(Wish(entities=200, seed=1), at=at, password="another-password", folder=tmp_path)


def test_an_officer_finds_facts_doubts_evidence_and_jobs_of_the_own_county_alone(province: Any, at: datetime) -> None:
    for county in (province.home, province.neighbour):
        with scope(province.viewer(f"clerk.{county}", at=at)):
            for model in (Fact, UnmatchedFact, Item, Job):
                seen = set(model.objects.values_list("scope_code", flat=True))
                assert seen == {county}, model


def test_somebody_is_told_that_a_certificate_expires(province: Any, at: datetime) -> None:
    told = 0
    for login in province.logins():
        if login.startswith(("clerk", "principal", "legal_affairs", "review_unit")):
            with scope(province.viewer(login, at=at)):
                told += Message.objects.count()
    assert told


def test_the_partners_key_opens_the_interface(province: Any, at: datetime, tmp_path: Path) -> None:
    with scope(system_viewer("demo")):
        assert ApiKey.objects.filter(account__login="partner_department.43", daily_quota__gt=0).count() == 1
    again = make_province(Wish(entities=200, seed=1), at=at, password="-", folder=tmp_path)
    assert again.partner_key == "", "a key is told once"


def test_four_firms_stand_twice_in_the_register_to_be_merged(province: Any) -> None:
    with scope(system_viewer("demo")):
        names = Counter(Party.objects.values_list("name", flat=True))
    assert sum(n == 2 for n in names.values()) >= 4


def test_some_firms_have_changed_paused_and_closed(province: Any, at: datetime) -> None:
    with scope(system_viewer("demo")):
        rows = [row for row in Population(1, places.places("43")).rows(range(FIRST_ROWS)) if row[8]]
        states = [legal_entities.state_on(row[0], legal_day(at)) for row in rows[:5]]
    assert len({str(state) for state in states}) >= 3
