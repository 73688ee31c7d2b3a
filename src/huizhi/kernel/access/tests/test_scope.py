"""The fence around rows: no scope, no row; a county sees its own and nothing else."""

from datetime import datetime

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from huizhi.kernel.access import services
from huizhi.kernel.access.models import Account, RoleHolding
from huizhi.kernel.access.types import PUBLIC_VIEWER, Kind, Viewer

CITY = Viewer(kind=Kind.OFFICER, scope_code="4301")
COUNTY = Viewer(kind=Kind.OFFICER, scope_code="430102")
NEIGHBOUR = Viewer(kind=Kind.OFFICER, scope_code="430103")


@pytest.fixture
def accounts(db: str, at: datetime) -> None:
    with services.scope(services.system_viewer("demo")):
        for login, code in (("furong", "430102"), ("tianxin", "430103"), ("changsha", "4301"), ("zhuzhou", "4302")):
            services.create_account(
                login=login,
                password="一次性口令",
                kind=Kind.OFFICER,
                name=login,
                scope_code=code,
                roles=["clerk"],
                by="test",
                at=at,
            )


def logins() -> set[str]:
    return set(Account.objects.values_list("login", flat=True))


def test_without_a_scope_no_row_is_visible(accounts: None) -> None:
    assert logins() == set()


def test_a_county_sees_itself_alone_and_a_prefecture_its_counties(accounts: None) -> None:
    with services.scope(COUNTY):
        assert logins() == {"furong"}
        assert RoleHolding.objects.count() == 1
    with services.scope(CITY):
        assert logins() == {"furong", "tianxin", "changsha"}


def test_after_a_nested_scope_the_outer_one_holds_again(accounts: None) -> None:
    with services.scope(COUNTY):
        with services.scope(NEIGHBOUR):
            assert logins() == {"tianxin"}
        assert logins() == {"furong"}
    with transaction.atomic():
        assert logins() == set()


def test_a_county_cannot_write_a_row_of_its_neighbour(accounts: None, at: datetime) -> None:
    with pytest.raises(ProgrammingError, match="row-level security"), services.scope(COUNTY):
        services.create_account(
            login="x", password="x", kind=Kind.OFFICER, name="x", scope_code="430103", roles=[], by="test", at=at
        )


def test_the_public_role_cannot_read_a_scoped_table_at_all(accounts: None) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), services.scope(PUBLIC_VIEWER):
        logins()


def test_an_unlisted_system_scope_is_refused() -> None:
    with pytest.raises(services.UnknownSystemScope):
        services.system_viewer("everything")


def test_a_sign_in_makes_a_viewer_until_it_is_ended(accounts: None, at: datetime) -> None:
    key = services.sign_in(login="furong", password="一次性口令", at=at)
    viewer = services.viewer_of(key, at=at)
    assert viewer is not None
    assert viewer.scope_code == "430102"
    services.sign_out(key=key, at=at)
    assert services.viewer_of(key, at=at) is None
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('huizhi.lo', true)")
        assert cursor.fetchone() == ("",)
