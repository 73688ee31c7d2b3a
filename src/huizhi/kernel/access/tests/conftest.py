"""A handful of accounts that these tests sign in with."""

from collections.abc import Callable
from datetime import datetime

import pytest

from huizhi.kernel.access import services
from huizhi.kernel.access.models import Account
from huizhi.kernel.access.types import Kind, Viewer

PASSWORD = "Zaoshang-8-dian"


@pytest.fixture
def account(db: str, at: datetime) -> Callable[..., Account]:
    """Opens an account as the demo does; what is not said is an officer of 芙蓉区."""

    def make(login: str = "furong", **said: object) -> Account:
        given: dict[str, object] = {
            "password": PASSWORD,
            "kind": Kind.OFFICER,
            "name": login,
            "scope_code": "430102",
            "roles": ["clerk"],
            "by": "test",
            "at": at,
        }
        with services.scope(services.system_viewer("demo")):
            return services.create_account(login=login, **(given | said))  # type: ignore[arg-type]

    return make


@pytest.fixture
def viewer(account: Callable[..., Account], at: datetime) -> Callable[..., Viewer]:
    """Opens an account and says who it is."""

    def make(login: str = "furong", **said: object) -> Viewer:
        made = account(login, **said)
        with services.scope(services.system_viewer("sign_in")):
            return services.viewer_for(made, at=at)

    return make
