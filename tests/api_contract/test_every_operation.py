"""Every operation of the API, asked with what its description allows and with what it does not: never an answer of 5xx.

A short profile of schemathesis for every run; HUIZHI_EXAMPLES raises the number of examples. Nobody's answers and those of an
officer with every right are both looked at, and each answer has a content type and status that the description names.
"""

import os
from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, status_code_conformance

from huizhi.kernel.access import roles as access_roles
from huizhi.kernel.access import services as access
from huizhi.kernel.access.types import Kind
from huizhi.kit.access import SIGN_IN_COOKIE
from huizhi.lib import clock

EXAMPLES = int(os.environ.get("HUIZHI_EXAMPLES", "15"))
PASSWORD = "Zaoshang-8-dian"


@pytest.fixture
def description(db: str) -> Any:
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())


@pytest.fixture
def cookies(db: str, settings: Any) -> dict[str, str]:
    """An officer of one county who holds every role that a county has."""
    settings.SECOND_FACTOR_REQUIRED = False
    roles = [
        key for key, role in access_roles.roles().items() if Kind.OFFICER in role.kinds and "county" in map(str, role.levels)
    ]
    apart: set[str] = set()
    held = []
    for key in roles:
        if key not in apart and not set(access_roles.roles()[key].apart_from) & set(held):
            held.append(key)
            apart |= set(access_roles.roles()[key].apart_from)
    with access.scope(access.system_viewer("demo")):
        access.create_account(
            login="contract",
            password=PASSWORD,
            kind=Kind.OFFICER,
            name="接口核对",
            scope_code="430102",
            organ_code="430102",
            roles=held,
            by="test",
            at=clock.now(),
        )
    return {SIGN_IN_COOKIE: access.sign_in(login="contract", password=PASSWORD, at=clock.now())}


short = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
)
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance]


def _ask_everything(description: Any, cookies: dict[str, str]) -> int:
    """Ask every operation; how many there are."""
    count = 0
    for found in description.get_all_operations():
        operation = found.ok()

        @short
        @given(case=operation.as_strategy())
        def ask(case: Any) -> None:
            case.call_and_validate(checks=CHECKS, cookies=cookies)

        ask()
        count += 1
    return count


@pytest.mark.timeout(1800)
def test_a_stranger_meets_no_fault_of_ours(description: Any) -> None:
    assert _ask_everything(description, {}) > 0


@pytest.mark.timeout(1800)
def test_an_officer_meets_no_fault_of_ours(description: Any, cookies: dict[str, str]) -> None:
    assert _ask_everything(description, cookies) > 0
