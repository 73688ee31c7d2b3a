"""Acts on accounts and sign-ins; the scope."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from django.contrib.auth.hashers import check_password, make_password

from huizhi.kernel.access.fences import put_up as put_up_fences
from huizhi.kernel.access.models import Account, RoleHolding, SignIn
from huizhi.kernel.access.roles import capabilities_of, declared_capabilities
from huizhi.kernel.access.scoping import UnknownSystemScope, alias_of, current_viewer, scope, system_viewer
from huizhi.kernel.access.types import Kind, Viewer
from huizhi.lib.refusal import Refusal

__all__ = ["UnknownSystemScope", "alias_of", "current_viewer", "put_up_fences", "scope", "system_viewer"]

IDLE = timedelta(hours=8)


class WrongPassword(Refusal):
    """No such account, or the password is not its."""

    code = "ACC-001"
    status = 403


class NotYours(Refusal):
    """The viewer does not hold the capability that this act declares."""

    code = "ACC-002"
    status = 403


def create_account(
    *,
    login: str,
    password: str,
    kind: Kind,
    name: str,
    scope_code: str,
    roles: list[str],
    by: str,
    at: datetime,
    organ_code: str = "",
    officer_code: str = "",
    post: str = "",
    party_id: int | None = None,
    is_demo: bool = False,
) -> Account:
    """Open an account and give it its first roles."""
    account = Account.objects.create(
        login=login,
        password=make_password(password),
        kind=kind,
        name=name,
        scope_code=scope_code,
        organ_code=organ_code,
        officer_code=officer_code,
        post=post,
        party_id=party_id,
        is_demo=is_demo,
        created_at=at,
    )
    RoleHolding.objects.bulk_create(RoleHolding(account=account, role=role, since=at.date(), granted_by=by) for role in roles)
    return account


def sign_in(*, login: str, password: str, at: datetime) -> str:
    """Check the password and open a sign-in; returns the key that the browser keeps."""
    with scope(system_viewer("sign_in")):
        account = Account.objects.filter(login=login, disabled_at=None).first()
        if account is None or not check_password(password, account.password):
            raise WrongPassword("登录名或口令不正确", remedy="请核对后重试；忘记口令请联系本单位系统管理员")
        key = secrets.token_urlsafe(32)
        SignIn.objects.create(key_hash=_hash(key), account=account, started_at=at, seen_at=at)
    return key


def sign_out(*, key: str, at: datetime) -> None:
    """End the sign-in of this key."""
    with scope(system_viewer("sign_in")):
        SignIn.objects.filter(key_hash=_hash(key), ended_at=None).update(ended_at=at)


def viewer_of(key: str, *, at: datetime) -> Viewer | None:
    """Who is signed in with this key, or None."""
    with scope(system_viewer("sign_in")):
        found = SignIn.objects.select_related("account").filter(key_hash=_hash(key), ended_at=None).first()
        if found is None or found.account.disabled_at or at - found.seen_at > IDLE:
            return None
        if at - found.seen_at > timedelta(minutes=1):
            SignIn.objects.filter(pk=found.pk).update(seen_at=at)
        return viewer_for(found.account, at=at)


def viewer_for(account: Account, *, at: datetime) -> Viewer:
    """The viewer that this account is today."""
    today = at.date()
    held = [h for h in account.holdings.all() if h.since <= today and (h.until is None or today < h.until)]
    keys = [h.role for h in held]
    return Viewer(
        kind=Kind(account.kind),
        account_id=account.pk,
        account_uuid=str(account.uuid),
        name=account.name,
        organ_code=account.organ_code,
        post=account.post,
        scope_code=account.scope_code if account.kind != Kind.ENTERPRISE else None,
        party_id=account.party_id,
        capabilities=capabilities_of(keys),
        roles=tuple(keys),
    )


def _hash(key: str) -> str:
    return sha256(key.encode()).hexdigest()


def label_of(capability: str) -> str:
    """The Chinese label of a capability, as its room declares it."""
    return declared_capabilities().get(capability, capability)
