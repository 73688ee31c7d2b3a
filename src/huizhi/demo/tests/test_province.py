"""The demo province: its organs, officers and accounts; what a second call does; what it refuses."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from huizhi.demo.province import OtherProvinceHere, Wish, make_province
from huizhi.kernel.access.models import Account
from huizhi.kernel.access.services import scope, system_viewer
from huizhi.kernel.organisations.models import Certificate, Officer, Organ
from huizhi.lib.calendar import legal_day


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
