"""Limits: so many at once, then so many a minute; strangers are counted by a digest that changes every day."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.db.utils import ProgrammingError

from huizhi.kernel.access import services
from huizhi.kernel.access.parameters import Limit, limit
from huizhi.kernel.access.types import PUBLIC_VIEWER


@pytest.fixture
def three(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huizhi.kernel.access.parameters.limit", lambda _: Limit("测试", per_minute=6, burst=3))


def test_a_burst_is_admitted_then_one_each_ten_seconds(db: str, at: datetime, three: None) -> None:
    for _ in range(3):
        services.take("search", "someone", at=at)
    with pytest.raises(services.TooMany) as refusal:
        services.take("search", "someone", at=at)
    assert (refusal.value.status, refusal.value.retry_after) == (429, 10)
    services.take("search", "someone", at=at + timedelta(seconds=10))
    with pytest.raises(services.TooMany):
        services.take("search", "someone", at=at + timedelta(seconds=10))


def test_refused_requests_do_not_push_the_next_one_away(db: str, at: datetime, three: None) -> None:
    for _ in range(20):
        try:
            services.take("search", "someone", at=at)
        except services.TooMany as refusal:
            assert refusal.retry_after == 10


def test_another_one_is_counted_apart(db: str, at: datetime, three: None) -> None:
    for who in ("a", "b", "c", "d"):
        services.take("search", who, at=at)


def test_an_address_is_kept_as_a_digest_of_its_day(db: str, at: datetime) -> None:
    today = services.anonymous("203.0.113.9", at=at)
    assert "203" not in today
    assert today == services.anonymous("203.0.113.9", at=at + timedelta(hours=3))
    assert today != services.anonymous("203.0.113.9", at=at + timedelta(days=1))
    assert today != services.anonymous("203.0.113.10", at=at)


def test_a_household_of_ipv6_is_one(db: str, at: datetime) -> None:
    assert services.anonymous("2001:db8:1:2::1", at=at) == services.anonymous("2001:db8:1:2:ffff::9", at=at)


def test_old_counters_are_tidied_away(db: str, at: datetime) -> None:
    services.take("search", "someone", at=at)
    assert services.tidy(at=at) == 0
    assert services.tidy(at=at + timedelta(days=3)) == 1


def test_the_counters_can_be_reached_through_their_functions_alone(db: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute("select * from access_ratewindow")


def test_the_public_role_cannot_count_for_anybody(db: str, at: datetime) -> None:
    from django.db import connections

    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        services.scope(PUBLIC_VIEWER),
        connections["public"].cursor() as cursor,
    ):
        cursor.execute("select access_clear('sign_in:x')")


def test_every_limit_that_is_named_can_be_read() -> None:
    assert limit("search").every == timedelta(seconds=1)
