"""Limits: how often somebody may ask or try. One upsert in the database, so that every web process counts together."""

from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from math import ceil

from django.db import connections

from huizhi.kernel.access import parameters
from huizhi.kernel.access.keyring import keyed_hash
from huizhi.lib.calendar import legal_day
from huizhi.lib.refusal import Refusal

_NETWORKS = {4: 32, 6: 64}  # one household has a whole /64 of IPv6
_SHOWN = {4: 24, 6: 48}
KEPT = timedelta(days=2)
_TAKE = "select access_take(%s, %s, make_interval(secs => %s), %s)"
_ATTEMPT = "select admitted, until from access_attempt(%s, %s, %s, make_interval(secs => %s), make_interval(secs => %s))"


class TooMany(Refusal):
    """More requests than the limit admits; `retry_after` says in seconds when the next one is."""

    code = "ACC-010"
    status = 429

    def __init__(self, what: str, *, retry_after: int, rule: str = "限额参数") -> None:
        super().__init__(what, rule=rule, remedy=f"请在 {retry_after} 秒后再试")
        self.retry_after = retry_after


def anonymous(address: str, *, at: datetime) -> str:
    """The name under which an address is counted today: a keyed digest that is another one tomorrow."""
    parsed = ip_address(address) if address else ip_address("0.0.0.0")  # noqa: S104 (no address is no listener)
    network = ip_network((parsed, _NETWORKS[parsed.version]), strict=False)
    return keyed_hash(f"{legal_day(at)} {network}", purpose="address")[:32]


def masked(address: str) -> str:
    """The network of an address: enough for its owner to know a sign-in again."""
    if not address:
        return ""
    parsed = ip_address(address)
    return str(ip_network((parsed, _SHOWN[parsed.version]), strict=False))


def take(name: str, who: str, *, at: datetime) -> None:
    """Take one token from the bucket of `who` under the limit `name`, or refuse with the time to wait.

    Called outside of any transaction of the caller: a refused request that rolls back has been counted all the same.
    """
    limit = parameters.limit(name)
    with connections["default"].cursor() as cursor:
        cursor.execute(_TAKE, [f"{name}:{who}", at, limit.every.total_seconds(), limit.burst])
        wait = cursor.fetchone()[0]
    if wait > 0:
        raise TooMany(f"“{limit.zh}”过于频繁", retry_after=ceil(wait))


def attempt(bucket: str, *, at: datetime) -> tuple[bool, bool, datetime | None]:
    """Count an attempt before it is made: (admitted, the last one before the lock, locked until)."""
    with connections["default"].cursor() as cursor:
        cursor.execute(
            _ATTEMPT,
            [
                bucket,
                at,
                parameters.number("sign_in", "failures_before_lock"),
                parameters.number("sign_in", "failures_within"),
                parameters.number("sign_in", "locked_for"),
            ],
        )
        admitted, until = cursor.fetchone()
    return admitted, admitted and until is not None, until


def clear(bucket: str) -> None:
    """Forget the attempts of a bucket: it succeeded, or somebody unlocked it."""
    with connections["default"].cursor() as cursor:
        cursor.execute("select access_clear(%s)", [bucket])


def tidy(*, at: datetime) -> int:
    """Delete counters nobody needs any more; returns how many."""
    with connections["default"].cursor() as cursor:
        cursor.execute("select access_forget(%s)", [at - KEPT])
        return int(cursor.fetchone()[0])
