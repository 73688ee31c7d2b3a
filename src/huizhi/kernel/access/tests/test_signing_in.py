"""Signing in: who gets in, who is locked out and for how long, and when a sign-in is over."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pyotp
import pytest

from huizhi.kernel.access import services
from huizhi.kernel.access.models import Account, SignIn
from huizhi.kernel.access.tests.conftest import PASSWORD
from huizhi.kernel.access.types import Kind, Rank, Viewer

Make = Callable[..., Account]
MINUTE = timedelta(minutes=1)


def read(account: Account) -> Account:
    with services.scope(services.system_viewer("sign_in")):
        return Account.objects.get(pk=account.pk)


def fail(login: str, at: datetime, times: int = 1) -> None:
    for _ in range(times):
        with pytest.raises((services.WrongPassword, services.LockedOut)):
            services.sign_in(login=login, password="Wrong-1-wrong", at=at)


def test_the_right_password_makes_a_viewer_with_its_roles_and_ranks(account: Make, at: datetime) -> None:
    account(roles=["clerk", "county_officer"])
    viewer = services.viewer_of(services.sign_in(login="furong", password=PASSWORD, at=at), at=at)
    assert viewer is not None
    assert viewer.scope_code == "430102"
    assert viewer.ranks == {Rank.HANDLER}
    assert viewer.can("access.ask_opening")


def test_a_wrong_password_and_an_unknown_login_are_refused_in_the_same_words(account: Make, at: datetime) -> None:
    account()
    said = []
    for login in ("furong", "nobody"):
        with pytest.raises(services.WrongPassword) as refusal:
            services.sign_in(login=login, password="Wrong-1-wrong", at=at)
        said.append(str(refusal.value))
    assert said[0] == said[1]


def test_the_fifth_failure_locks_for_fifteen_minutes_and_the_right_password_does_not_help(account: Make, at: datetime) -> None:
    locked = account()
    fail("furong", at, times=4)
    with pytest.raises(services.LockedOut) as refusal:
        services.sign_in(login="furong", password="Wrong-1-wrong", at=at)
    assert refusal.value.retry_after == 900
    with pytest.raises(services.LockedOut):
        services.sign_in(login="furong", password=PASSWORD, at=at + 15 * MINUTE - timedelta(seconds=1))
    assert read(locked).locked_until == at + 15 * MINUTE
    assert services.sign_in(login="furong", password=PASSWORD, at=at + 15 * MINUTE)
    assert read(locked).locked_until is None


def test_failures_are_forgotten_after_a_quarter_of_an_hour_and_after_a_success(account: Make, at: datetime) -> None:
    account()
    fail("furong", at, times=4)
    services.sign_in(login="furong", password=PASSWORD, at=at)
    fail("furong", at, times=4)
    fail("furong", at + 15 * MINUTE, times=4)
    assert services.sign_in(login="furong", password=PASSWORD, at=at + 15 * MINUTE)


def test_an_unknown_login_is_locked_like_a_known_one(account: Make, at: datetime) -> None:
    fail("nobody", at, times=5)
    with pytest.raises(services.LockedOut):
        services.sign_in(login="nobody", password="Wrong-1-wrong", at=at)


def test_another_login_is_not_touched_by_a_lock_out(account: Make, at: datetime) -> None:
    account("tianxin", scope_code="430103")
    fail("furong", at, times=6)
    assert services.sign_in(login="tianxin", password=PASSWORD, at=at)


def test_a_sign_in_idles_out_and_ends_after_its_longest_time_even_when_used(account: Make, at: datetime) -> None:
    account()
    key = services.sign_in(login="furong", password=PASSWORD, at=at)
    assert services.viewer_of(key, at=at + 120 * MINUTE) is not None
    assert services.viewer_of(key, at=at + 241 * MINUTE) is None
    key = services.sign_in(login="furong", password=PASSWORD, at=at)
    for hour in range(1, 13):
        assert services.viewer_of(key, at=at + timedelta(hours=hour)) is not None
    assert services.viewer_of(key, at=at + timedelta(hours=12, seconds=1)) is None


def test_with_a_second_factor_the_password_alone_opens_nothing(
    account: Make, viewer: Callable[..., Viewer], at: datetime
) -> None:
    me = viewer("operator", kind=Kind.OPERATOR, scope_code="43", roles=["operator"])
    with services.scope(me):
        secret = services.begin_enrolment(by=me).secret
        services.confirm_enrolment(code=pyotp.TOTP(secret).at(at), by=me, at=at)
    with services.scope(me):
        assert secret not in Account.objects.get(pk=me.account).second_factor
    later = at + MINUTE
    key = services.sign_in(login="operator", password=PASSWORD, at=later)
    assert services.awaits_code(key, at=later)
    assert services.viewer_of(key, at=later) is None
    fresh = services.give_code(key=key, code=pyotp.TOTP(secret).at(later), at=later)
    assert fresh != key
    assert services.viewer_of(fresh, at=later) is not None
    assert services.viewer_of(key, at=later) is None


def test_a_code_counts_once_and_the_second_step_has_its_time(viewer: Callable[..., Viewer], at: datetime) -> None:
    me = viewer("operator", kind=Kind.OPERATOR, scope_code="43", roles=["operator"])
    with services.scope(me):
        secret = services.begin_enrolment(by=me).secret
        services.confirm_enrolment(code=pyotp.TOTP(secret).at(at), by=me, at=at)
    key = services.sign_in(login="operator", password=PASSWORD, at=at)
    with pytest.raises(services.WrongCode, match="已用过"):
        services.give_code(key=key, code=pyotp.TOTP(secret).at(at), at=at)
    late = at + 5 * MINUTE + timedelta(seconds=1)
    with pytest.raises(services.WrongCode, match="过时"):
        services.give_code(key=key, code=pyotp.TOTP(secret).at(late), at=late)


def test_wrong_codes_lock_too_and_end_the_sign_in(viewer: Callable[..., Viewer], at: datetime) -> None:
    me = viewer("operator", kind=Kind.OPERATOR, scope_code="43", roles=["operator"])
    with services.scope(me):
        secret = services.begin_enrolment(by=me).secret
        services.confirm_enrolment(code=pyotp.TOTP(secret).at(at), by=me, at=at)
    later = at + MINUTE
    key = services.sign_in(login="operator", password=PASSWORD, at=later)
    for _ in range(5):
        with pytest.raises(services.WrongCode):
            services.give_code(key=key, code="000000", at=later)
    assert not services.awaits_code(key, at=later)


def test_in_production_an_administrator_without_a_second_factor_can_only_enrol(
    account: Make, at: datetime, settings: object
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True  # type: ignore[attr-defined]
    account("admin", roles=["system_administrator"])
    account("clerk", roles=["clerk"])
    bound = services.viewer_of(services.sign_in(login="admin", password=PASSWORD, at=at), at=at)
    free = services.viewer_of(services.sign_in(login="clerk", password=PASSWORD, at=at), at=at)
    assert bound is not None
    assert free is not None
    assert (bound.must, bound.capabilities, bound.bounds) == ("second_factor", frozenset(), None)
    assert free.must == ""
    with services.scope(bound):
        assert list(Account.objects.values_list("login", flat=True)) == ["admin"]


def test_a_new_password_is_checked_and_ends_the_other_sign_ins(account: Make, at: datetime) -> None:
    account(must_change_password=True)
    here, there = (services.sign_in(login="furong", password=PASSWORD, at=at) for _ in range(2))
    me = services.viewer_of(here, at=at)
    assert me is not None
    assert me.must == "password"
    for weak in ("short-1A", "aaaaaaaaaaaaaaaaaa", "furong-2026-X", "onlylowercase", PASSWORD):
        with pytest.raises(services.WeakPassword), services.scope(me):
            services.change_password(old=PASSWORD, new=weak, by=me, at=at, keep_key=here)
    with pytest.raises(services.WrongPassword), services.scope(me):
        services.change_password(old="Wrong-1-wrong", new="Wanshang-9-dian", by=me, at=at, keep_key=here)
    with services.scope(me):
        services.change_password(old=PASSWORD, new="Wanshang-9-dian", by=me, at=at, keep_key=here)
    after = services.viewer_of(here, at=at)
    assert after is not None
    assert after.must == ""
    assert services.viewer_of(there, at=at) is None
    assert services.sign_in(login="furong", password="Wanshang-9-dian", at=at)


def test_one_can_end_ones_own_sign_in_and_not_a_colleagues(account: Make, at: datetime) -> None:
    account("furong")
    account("colleague")
    mine, other = (services.sign_in(login=login, password=PASSWORD, at=at) for login in ("furong", "colleague"))
    me = services.viewer_of(mine, at=at)
    assert me is not None
    with services.scope(me):
        for row in SignIn.objects.all():
            services.end_sign_in(sign_in_id=row.pk, by=me, at=at)
    assert services.viewer_of(mine, at=at) is None
    assert services.viewer_of(other, at=at) is not None


def test_a_disabled_account_is_out_at_once(account: Make, viewer: Callable[..., Viewer], at: datetime) -> None:
    clerk = account("clerk")
    admin = viewer("admin", roles=["system_administrator"])
    key = services.sign_in(login="clerk", password=PASSWORD, at=at)
    with services.scope(admin):
        services.disable_account(account_id=clerk.pk, why="调离", by=admin, at=at)
    assert services.viewer_of(key, at=at) is None
    with pytest.raises(services.WrongPassword):
        services.sign_in(login="clerk", password=PASSWORD, at=at)


def test_an_administrator_lifts_a_lock_before_its_time(account: Make, viewer: Callable[..., Viewer], at: datetime) -> None:
    clerk = account("clerk")
    admin = viewer("admin", roles=["system_administrator"])
    fail("clerk", at, times=5)
    with services.scope(admin):
        services.unlock_account(account_id=clerk.pk, by=admin, at=at)
    assert services.sign_in(login="clerk", password=PASSWORD, at=at)


def test_an_enterprise_signs_in_for_its_party_and_has_no_range(account: Make, at: datetime) -> None:
    account("firm", kind=Kind.ENTERPRISE, roles=["enterprise"], party_id=17)
    me = services.viewer_of(services.sign_in(login="firm", password=PASSWORD, at=at), at=at)
    assert me is not None
    assert (me.party_id, me.bounds) == (17, None)
