"""Keys of partner departments: what they open, how often, until when, and what is written down."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from huizhi.kernel.access import services
from huizhi.kernel.access.models import Account, ApiCall, ApiKey, ApiUse
from huizhi.kernel.access.types import Kind, Viewer

Make = Callable[..., Account]
Who = Callable[..., Viewer]
DAY = timedelta(days=1)


@pytest.fixture
def admin(viewer: Who) -> Viewer:
    return viewer("admin", scope_code="43", roles=["system_administrator"])


@pytest.fixture
def partner(account: Make) -> Account:
    return account("tax", kind=Kind.PARTNER, scope_code="43", roles=["partner_department"])


def issue(admin: Viewer, partner: Account, at: datetime, **said: object) -> services.NewKey:
    given = {"label": "涉税信息核对", "capabilities": [], "daily_quota": 3, "days": 30, "key_scope": "4301"}
    with services.scope(admin):
        return services.issue_key(account_id=partner.pk, by=admin, at=at, **(given | said))  # type: ignore[arg-type]


def test_a_key_is_kept_as_a_digest_and_names_its_holder(admin: Viewer, partner: Account, at: datetime) -> None:
    fresh = issue(admin, partner, at)
    me = services.viewer_of_key(fresh.text, at=at)
    assert (me.kind, me.name, me.scope_code, me.key_id) == (Kind.PARTNER, "tax", "4301", fresh.key.pk)
    with services.scope(admin):
        kept = ApiKey.objects.values().get()
    assert fresh.text not in str(kept)
    assert kept["prefix"] in fresh.text


def test_a_wrong_text_is_refused_whatever_is_wrong_with_it(admin: Viewer, partner: Account, at: datetime) -> None:
    text = issue(admin, partner, at).text
    for wrong in ("", "hz", "hz__", text[:-1], text + "x", text.replace("hz_", "HZ_"), "hz_0000000000_" + "x" * 43):
        with pytest.raises(services.WrongKey):
            services.viewer_of_key(wrong, at=at)


def test_the_quota_is_counted_a_legal_day(admin: Viewer, partner: Account, at: datetime) -> None:
    text = issue(admin, partner, at).text
    for _ in range(3):
        services.viewer_of_key(text, at=at)
    with pytest.raises(services.TooMany) as refusal:
        services.viewer_of_key(text, at=at)
    assert refusal.value.retry_after == 14 * 3600  # 10:00 in Shanghai: until midnight
    services.viewer_of_key(text, at=at + timedelta(hours=14))
    with services.scope(admin):
        assert list(ApiUse.objects.order_by("day").values_list("calls", "refused")) == [(3, 1), (1, 0)]


def test_a_key_ends_by_time_by_revocation_and_with_its_account(admin: Viewer, partner: Account, at: datetime) -> None:
    text = issue(admin, partner, at).text
    with pytest.raises(services.WrongKey):
        services.viewer_of_key(text, at=at + 30 * DAY)
    second = issue(admin, partner, at)
    with services.scope(admin):
        services.revoke_key(key_id=second.key.pk, by=admin, at=at)
    with pytest.raises(services.WrongKey):
        services.viewer_of_key(second.text, at=at)
    with services.scope(admin):
        services.disable_account(account_id=partner.pk, why="合作终止", by=admin, at=at)
    with pytest.raises(services.WrongKey):
        services.viewer_of_key(text, at=at)


def test_rotation_gives_a_new_key_and_lets_the_old_one_run_out(admin: Viewer, partner: Account, at: datetime) -> None:
    old = issue(admin, partner, at)
    with services.scope(admin):
        fresh = services.rotate_key(key_id=old.key.pk, by=admin, at=at)
    assert fresh.key.replaces_id == old.key.pk
    assert services.viewer_of_key(old.text, at=at + 6 * DAY).key_id == old.key.pk
    with pytest.raises(services.WrongKey):
        services.viewer_of_key(old.text, at=at + 7 * DAY)
    assert services.viewer_of_key(fresh.text, at=at + 29 * DAY).scope_code == "4301"


@pytest.mark.parametrize("said", [{"capabilities": ["access.read_accounts"]}, {"key_scope": "44"}, {"days": 366}, {"days": 0}])
def test_a_key_is_no_wider_than_its_account(admin: Viewer, partner: Account, at: datetime, said: dict[str, object]) -> None:
    with pytest.raises(services.NotYours):
        issue(admin, partner, at, **said)


def test_keys_are_for_partner_departments_and_issued_by_administrators(
    admin: Viewer, account: Make, viewer: Who, partner: Account, at: datetime
) -> None:
    with pytest.raises(services.NoSuchKey):
        issue(admin, account("clerk"), at)
    with pytest.raises(services.NotYours):
        issue(viewer("head", scope_code="43", roles=["principal"]), partner, at)


def test_calls_are_written_down(admin: Viewer, partner: Account, at: datetime) -> None:
    key = issue(admin, partner, at).key
    services.log_call(key_id=key.pk, method="GET", path="/api/v1/entities/x", status=200, request_id="r1", at=at)
    with services.scope(admin):
        call = ApiCall.objects.get()
    assert (call.path, call.status) == ("/api/v1/entities/x", 200)
