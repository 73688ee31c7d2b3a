"""Keys of partner departments: issue, rotate, revoke; who calls with one, within which quota; what was called."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from math import ceil

from django.db import connection

from huizhi.kernel.access import parameters
from huizhi.kernel.access.models import Account, ApiCall, ApiKey
from huizhi.kernel.access.scoping import scope, system_viewer
from huizhi.kernel.access.services.limiting import TooMany
from huizhi.kernel.access.services.refusals import NoSuchKey, NotYours, WrongKey, require
from huizhi.kernel.access.services.signing_in import viewer_for
from huizhi.kernel.access.types import Kind, Viewer
from huizhi.kernel.ledger.services import note
from huizhi.lib.calendar import end_of, legal_day
from huizhi.lib.jcs import Json

_FORM = "hz"


@dataclass(frozen=True)
class NewKey:
    """A fresh key. Its text is shown once and kept nowhere."""

    key: ApiKey
    text: str


def issue_key(
    *,
    account_id: int,
    label: str,
    capabilities: Iterable[str],
    daily_quota: int,
    days: int,
    by: Viewer,
    at: datetime,
    key_scope: str = "",
    replaces: ApiKey | None = None,
) -> NewKey:
    """A key for a partner department's account: no wider than the account's own range and roles."""
    require(by, "access.manage_keys")
    account = Account.objects.filter(pk=account_id, kind=Kind.PARTNER, disabled_at=None).first()
    if account is None or not by.covers(account.scope_code):
        raise NoSuchKey("没有这个协同部门账户，或不在您的管辖范围内")
    holder = viewer_for(account, at=at)
    wanted, place = sorted(set(capabilities)), key_scope or account.scope_code
    if beyond := [c for c in wanted if not holder.can(c)]:
        raise NotYours(f"该账户的角色不含权限：{'、'.join(beyond)}", rule="角色表", remedy="请先授予账户相应角色")
    if not place.startswith(account.scope_code):
        raise NotYours(f"数据范围 {place} 超出该账户的范围 {account.scope_code}", rule="数据范围")
    longest = parameters.number("api_key", "longest")
    if not 1 <= days <= longest:
        raise NotYours(f"有效期须为 1 至 {longest} 日", rule="接口密钥参数")
    prefix, secret = secrets.token_hex(5), secrets.token_urlsafe(32)
    text = f"{_FORM}_{prefix}_{secret}"
    key = ApiKey.objects.create(
        account=account,
        label=label,
        prefix=prefix,
        digest=_digest(text),
        key_scope=place,
        capabilities=wanted,
        daily_quota=daily_quota,
        issued_at=at,
        issued_by=by.name,
        expires_at=at + timedelta(days=days),
        replaces=replaces,
    )
    said: dict[str, Json] = {"capabilities": wanted, "scope": place, "daily_quota": daily_quota, "by": by.account_uuid}
    note("access.key_issued", f"api_key:{key.uuid}", said, at=at, scope_code=account.scope_code)
    return NewKey(key, text)


def rotate_key(*, key_id: int, by: Viewer, at: datetime) -> NewKey:
    """A new key of the same rights; the old one goes on for some days, so that the partner can change over."""
    old = _key(key_id, by=by)
    days = max((legal_day(old.expires_at) - legal_day(old.issued_at)).days, 1)
    fresh = issue_key(
        account_id=old.account_id,
        label=old.label,
        capabilities=old.capabilities,
        daily_quota=old.daily_quota,
        days=days,
        by=by,
        at=at,
        key_scope=old.key_scope,
        replaces=old,
    )
    old.expires_at = min(old.expires_at, at + timedelta(days=parameters.number("api_key", "overlap")))
    old.save(update_fields=["expires_at"])
    return fresh


def revoke_key(*, key_id: int, by: Viewer, at: datetime) -> None:
    """From now on the key opens nothing."""
    key = _key(key_id, by=by)
    if key.revoked_at is not None:
        return
    key.revoked_at, key.revoked_by = at, by.name
    key.save(update_fields=["revoked_at", "revoked_by"])
    note("access.key_revoked", f"api_key:{key.uuid}", {"by": by.account_uuid}, at=at, scope_code=key.account.scope_code)


def _key(key_id: int, *, by: Viewer) -> ApiKey:
    require(by, "access.manage_keys")
    key = ApiKey.objects.select_related("account").select_for_update(of=("self",)).filter(pk=key_id).first()
    if key is None or not by.covers(key.account.scope_code):
        raise NoSuchKey("没有这个接口密钥，或不在您的管辖范围内")
    return key


def viewer_of_key(text: str, *, at: datetime) -> Viewer:
    """Who calls with this key, and one call less of today's quota."""
    parts = text.split("_", 2)
    prefix = parts[1] if len(parts) == 3 and parts[0] == _FORM else ""
    with scope(system_viewer("sign_in")):
        key = ApiKey.objects.select_related("account").filter(prefix=prefix).first() if prefix else None
        if key is None or not secrets.compare_digest(key.digest, _digest(text)) or not _is_open(key, at=at):
            raise WrongKey("接口密钥无效、已过期或已撤销", rule="接口密钥", remedy="请核对密钥，或联系签发单位")
        admitted = _count(key, at=at)
        holder = viewer_for(key.account, at=at)
    if not admitted:
        wait = ceil((end_of(legal_day(at)) - at).total_seconds())
        raise TooMany(f"今日调用已达限额 {key.daily_quota} 次", retry_after=wait, rule="接口密钥限额")
    narrower = holder.capabilities & frozenset(key.capabilities)
    return replace(holder, scope_code=key.key_scope, capabilities=narrower, key_id=key.pk, must="")


def _is_open(key: ApiKey, *, at: datetime) -> bool:
    return key.revoked_at is None and key.issued_at <= at < key.expires_at and key.account.disabled_at is None


_COUNT = """
insert into access_apiuse as u (key_id, day, calls, refused) values (%(key)s, %(day)s, 1, 0)
on conflict (key_id, day) do update set
  calls = u.calls + case when u.calls < %(quota)s then 1 else 0 end,
  refused = u.refused + case when u.calls < %(quota)s then 0 else 1 end
returning refused
"""


def _count(key: ApiKey, *, at: datetime) -> bool:
    """Count one call of this day; False when the quota was used up."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"key": key.pk, "day": legal_day(at), "quota": key.daily_quota})
        return bool(cursor.fetchone()[0] == 0)


def log_call(*, key_id: int, method: str, path: str, status: int, request_id: str, at: datetime) -> None:
    """One line of a consumer's access log."""
    with scope(system_viewer("sign_in")):
        ApiCall.objects.create(key_id=key_id, at=at, method=method, path=path[:300], status=status, request_id=request_id[:40])


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
