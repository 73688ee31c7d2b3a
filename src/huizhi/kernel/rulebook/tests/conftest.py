"""What the tests of this room stand on."""

from typing import Any

import pytest
from django.db import connections


@pytest.fixture
def as_owner(server: Any, db: str) -> None:
    """Connected as the owner of the tables, as `huizhi migrate` is."""
    login = server.login("hz_owner", db)
    connections["default"].close()
    connections["default"].settings_dict.update(USER=login["user"], PASSWORD=login["password"])
