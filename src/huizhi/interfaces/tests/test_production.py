"""Production refuses what belongs to a demo, a test or a developer's machine; each refusal is shown to come."""

import os
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from huizhi.interfaces import production
from huizhi.kernel.access.services import create_account, scope, system_viewer
from huizhi.kernel.access.types import Kind


@pytest.fixture
def sound(settings: Any, tmp_path: Path, db: str) -> Any:
    """Settings as they are in production; the test server alone is not durable."""
    settings.PRODUCTION = True
    settings.DEMO = False
    settings.SECRET_KEY = "k" * 64
    settings.KEYS_FOLDER = tmp_path
    settings.ALLOWED_HOSTS = ["huizhi.example"]
    return settings


def found() -> list[str]:
    return [text for check, texts in production.findings().items() for text in texts if "durability" not in check]


def test_a_sound_instance_has_no_findings(sound: Any) -> None:
    assert found() == []


def test_a_server_that_may_lose_what_it_acknowledged_is_refused(sound: Any) -> None:
    with pytest.raises(production.UnsafeInProduction, match="fsync"):
        production.demand_safe()


def test_development_is_not_asked(sound: Any) -> None:
    sound.PRODUCTION = False
    production.demand_safe()


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("DEMO", True, "demo instance"),
        ("SECRET_KEY", "short", "signing key"),
        ("SECRET_KEY", "test-only-" + "0" * 60, "signing key"),
        ("DEBUG", True, "DEBUG"),
        ("ALLOWED_HOSTS", ["*"], "HUIZHI_HOSTS"),
        ("SMS_OUTLET", "huizhi.adapters.simulators.sms", "SMS_OUTLET"),
    ],
)
def test_each_setting_of_a_demo_or_a_test_is_found(sound: Any, name: str, value: object, words: str) -> None:
    setattr(sound, name, value)
    assert len(found()) == 1
    assert words in found()[0]


def test_a_demo_account_that_can_sign_in_is_found(sound: Any, at: datetime) -> None:
    with scope(system_viewer("demo")):
        create_account(
            login="demo-county",
            password="Correct-horse-7-battery",
            kind=Kind.OFFICER,
            name="演示",
            scope_code="430102",
            roles=[],
            by="演示",
            at=at,
            is_demo=True,
        )
    assert len(found()) == 1
    assert "1 个演示账户" in found()[0]


def test_a_key_that_others_can_read_is_found(sound: Any, tmp_path: Path) -> None:
    (tmp_path / "one.key").touch(0o600)
    assert found() == []
    (tmp_path / "one.key").chmod(0o640)
    assert "one.key" in found()[0]


@pytest.mark.parametrize("more", ["SUPERUSER", "BYPASSRLS", "CREATEROLE", "CREATEDB", "IN ROLE hz_owner"])
def test_a_database_role_that_is_more_than_app_is_found(sound: Any, superuser: Any, more: str) -> None:
    # A role of its own: hz_app is shared with the tests that run beside this one.
    name = f"hz_more_{os.getpid()}"
    superuser.execute(f"CREATE ROLE {name} LOGIN PASSWORD 'more' {more}")
    login = connections["public"].settings_dict
    try:
        connections["public"].close()
        login.update(USER=name, PASSWORD="more")
        words = "member of a role" if "ROLE hz" in more else more.lower()
        assert any(words in text for text in production.findings()["数据库角色 / database roles"])
    finally:
        connections["public"].close()
        superuser.execute(f"DROP ROLE {name}")


@pytest.mark.usefixtures("province")
def test_a_demo_database_stays_one_when_its_folder_is_wiped_and_its_accounts_are_closed(sound: Any, superuser: Any) -> None:
    superuser.execute("update access_account set disabled_at = now() where is_demo")
    assert [text for text in found() if "demo" in text] == [
        "留痕记载本库曾装入演示省 / the ledger says that this database is a demo"
    ]
