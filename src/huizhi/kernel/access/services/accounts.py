"""Acts on accounts: open, disable, unlock, roles, passwords. Every one is noted into the ledger."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import check_password, make_password
from django.db import IntegrityError, transaction
from django.db.models import Q

from huizhi.kernel.access import passwords
from huizhi.kernel.access.models import Account, RoleHolding, SignIn
from huizhi.kernel.access.roles import roles
from huizhi.kernel.access.services import limiting
from huizhi.kernel.access.services.refusals import (
    LoginTaken,
    NoSuchAccount,
    NotYours,
    RoleNotForThis,
    WeakPassword,
    WrongPassword,
    require,
)
from huizhi.kernel.access.services.second_factor import own_account
from huizhi.kernel.access.services.signing_in import bucket_of, digest_of, roles_held
from huizhi.kernel.access.types import KIND_LABELS, LEVEL_LABELS, Kind, Role, Viewer, level_of
from huizhi.kernel.ledger.services import note
from huizhi.lib.calendar import legal_day
from huizhi.lib.jcs import Json


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
    must_change_password: bool = False,
) -> Account:
    """Open an account and give it its first roles, checked against the account's kind and level."""
    account = Account(
        login=login.strip(),
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
        created_by=by[:80],
        must_change_password=must_change_password,
    )
    for number, key in enumerate(roles):
        check_role(account, key, held=roles[:number])
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError as fault:
        raise LoginTaken(f"登录名 {login} 已被使用", remedy="请换一个登录名") from fault
    RoleHolding.objects.bulk_create(
        RoleHolding(account=account, role=role, since=legal_day(at), granted_by=by[:80]) for role in roles
    )
    said: dict[str, Json] = {"kind": str(kind), "roles": list(roles), "by": by}
    note("access.account_opened", f"account:{account.uuid}", said, at=at, scope_code=scope_code)
    return account


@dataclass(frozen=True)
class NewAccount:
    """A fresh account and the one-time password, which is shown once and kept nowhere."""

    account: Account
    password: str


def open_account(
    *,
    login: str,
    kind: Kind,
    name: str,
    scope_code: str,
    roles: list[str],
    by: Viewer,
    at: datetime,
    organ_code: str = "",
    officer_code: str = "",
    post: str = "",
    party_id: int | None = None,
) -> NewAccount:
    """An administrator opens an account inside their own range; nobody but its holder will know the password."""
    require(by, "access.manage_accounts")
    if not by.covers(scope_code) or level_of(scope_code) is None:
        raise NotYours(f"范围码 {scope_code} 不在您的管辖范围内", rule="数据范围", remedy="可由上级单位系统管理员开立")
    if (kind is Kind.ENTERPRISE) != (party_id is not None):
        raise RoleNotForThis("企业账户须对应一个主体，其他账户不得对应主体", rule="账户类别")
    for key in roles:
        check_giver(by, key)
    password = passwords.one_time()
    account = create_account(
        login=login,
        password=password,
        kind=kind,
        name=name,
        scope_code=scope_code,
        roles=roles,
        by=by.account_uuid,
        at=at,
        organ_code=organ_code,
        officer_code=officer_code,
        post=post,
        party_id=party_id,
        must_change_password=True,
    )
    return NewAccount(account, password)


def first_administrator(*, login: str, name: str, scope_code: str, by: str, at: datetime) -> str:
    """The account from which all others are opened; from the command line of the instance. Returns the one-time password."""
    password = passwords.one_time()
    create_account(
        login=login,
        password=password,
        kind=Kind.OFFICER,
        name=name,
        scope_code=scope_code,
        roles=["system_administrator"],
        by=by,
        at=at,
        must_change_password=True,
    )
    return password


def check_role(account: Account, key: str, *, held: list[str]) -> Role:
    """Refuse a role that this account cannot hold."""
    role = roles().get(key)
    if role is None:
        raise RoleNotForThis(f"没有角色 {key}", rule="角色表")
    if Kind(account.kind) not in role.kinds:
        raise RoleNotForThis(f"{KIND_LABELS[Kind(account.kind)]}账户不能任“{role.zh}”", rule="角色表")
    level = level_of(account.scope_code)
    if role.kinds != {Kind.ENTERPRISE} and level not in role.levels:
        where = "、".join(label for level, label in LEVEL_LABELS.items() if level in role.levels)
        raise RoleNotForThis(f"“{role.zh}”只能由{where}级机构人员担任", rule="角色表")
    if clash := [roles()[k].zh for k in held if k in role.apart_from and k in roles()]:
        raise RoleNotForThis(f"“{role.zh}”与“{'”“'.join(clash)}”不得由同一人担任", rule="职责分离", remedy="请先收回其一")
    return role


def check_giver(by: Viewer, key: str) -> None:
    """Refuse a giver who stands below the level at which that role is given."""
    require(by, "access.give_roles")
    role = roles().get(key)
    if role is not None and role.given_at is not None and level_of(by.scope_code or "") is not role.given_at:
        raise NotYours(
            f"“{role.zh}”只能由{LEVEL_LABELS[role.given_at]}级机构授予", rule="角色表", remedy="请报省局系统管理员授予"
        )


def give_role(*, account_id: int, role: str, by: Viewer, at: datetime) -> None:
    """Give a role from today."""
    check_giver(by, role)
    account = _account(account_id, by=by)
    held = roles_held(account, at=at)
    if role in held:
        return
    found = check_role(account, role, held=held)
    today = legal_day(at)
    # Taken and given again on the same day: the one holding of that day goes on.
    _, fresh = RoleHolding.objects.update_or_create(
        account=account, role=role, since=today, defaults={"until": None, "granted_by": by.account_uuid}
    )
    said: dict[str, Json] = {"role": found.key, "by": by.account_uuid, "again": not fresh}
    note("access.role_given", f"account:{account.uuid}", said, at=at, scope_code=account.scope_code)


def take_role(*, account_id: int, role: str, by: Viewer, at: datetime) -> None:
    """Take a role away, from now on; the holding stays as history."""
    require(by, "access.give_roles")
    account = _account(account_id, by=by)
    today = legal_day(at)
    held = RoleHolding.objects.filter(Q(until=None) | Q(until__gt=today), account=account, role=role)
    if held.update(until=today):
        said: dict[str, Json] = {"role": role, "by": by.account_uuid}
        note("access.role_taken", f"account:{account.uuid}", said, at=at, scope_code=account.scope_code)


def disable_account(*, account_id: int, why: str, by: Viewer, at: datetime) -> None:
    """Close an account: nobody signs in with it, and whoever is signed in is out."""
    require(by, "access.manage_accounts")
    account = _account(account_id, by=by)
    account.disabled_at, account.disabled_why = at, why
    account.save(update_fields=["disabled_at", "disabled_why"])
    SignIn.objects.filter(account=account, ended_at=None).update(ended_at=at)
    said: dict[str, Json] = {"by": by.account_uuid, "why": why}
    note("access.account_disabled", f"account:{account.uuid}", said, at=at, scope_code=account.scope_code)


def enable_account(*, account_id: int, by: Viewer, at: datetime) -> None:
    """Open a disabled account again."""
    require(by, "access.manage_accounts")
    account = _account(account_id, by=by)
    account.disabled_at, account.disabled_why = None, ""
    account.save(update_fields=["disabled_at", "disabled_why"])
    note("access.account_enabled", f"account:{account.uuid}", {"by": by.account_uuid}, at=at, scope_code=account.scope_code)


def unlock_account(*, account_id: int, by: Viewer, at: datetime) -> None:
    """Lift a lock-out before its time."""
    require(by, "access.manage_accounts")
    account = _account(account_id, by=by)
    limiting.clear(bucket_of(account.login))
    limiting.clear(f"code:{account.uuid}")
    account.locked_until = None
    account.save(update_fields=["locked_until"])
    note("access.account_unlocked", f"account:{account.uuid}", {"by": by.account_uuid}, at=at, scope_code=account.scope_code)


def reset_second_factor(*, account_id: int, by: Viewer, at: datetime) -> None:
    """Forget the authenticator of somebody who has lost it; their sign-ins end."""
    require(by, "access.manage_accounts")
    account = _account(account_id, by=by)
    account.second_factor, account.second_factor_since = "", None
    account.save(update_fields=["second_factor", "second_factor_since"])
    SignIn.objects.filter(account=account, ended_at=None).update(ended_at=at)
    said: dict[str, Json] = {"by": by.account_uuid}
    note("access.second_factor_reset", f"account:{account.uuid}", said, at=at, scope_code=account.scope_code)


def reset_password(*, account_id: int, by: Viewer, at: datetime) -> str:
    """A one-time password for somebody who has forgotten theirs; their sign-ins end. It is shown once."""
    require(by, "access.manage_accounts")
    account = _account(account_id, by=by)
    password = passwords.one_time()
    account.password, account.must_change_password, account.password_changed_at = make_password(password), True, at
    account.save(update_fields=["password", "must_change_password", "password_changed_at"])
    SignIn.objects.filter(account=account, ended_at=None).update(ended_at=at)
    said: dict[str, Json] = {"by": by.account_uuid}
    note("access.password_reset", f"account:{account.uuid}", said, at=at, scope_code=account.scope_code)
    return password


def change_password(*, old: str, new: str, by: Viewer, at: datetime, keep_key: str = "") -> None:
    """Change one's own password; every other sign-in of the account ends. `keep_key` names the one that goes on."""
    account = own_account(by, lock=True)
    if not check_password(old, account.password):
        raise WrongPassword("现用口令不正确", remedy="请核对后重试")
    found = passwords.faults(new, login=account.login)
    if check_password(new, account.password):
        found.append("不得与现用口令相同")
    if found:
        raise WeakPassword("新口令不符合要求：" + "；".join(found), rule="登录与会话参数", remedy="请另设口令")
    account.password, account.must_change_password, account.password_changed_at = make_password(new), False, at
    account.save(update_fields=["password", "must_change_password", "password_changed_at"])
    SignIn.objects.filter(account=account, ended_at=None).exclude(key_hash=digest_of(keep_key)).update(ended_at=at)
    note("access.password_changed", f"account:{account.uuid}", {}, at=at, scope_code=account.scope_code)


def _account(account_id: int, *, by: Viewer) -> Account:
    """An account inside the viewer's range and not the viewer's own: nobody administers themselves."""
    account = Account.objects.select_for_update().filter(pk=account_id).first()
    if account is None or not by.covers(account.scope_code):
        raise NoSuchAccount("没有这个账户，或不在您的管辖范围内")
    if account.pk == by.account_id:
        raise NotYours("不能管理本人的账户", rule="职责分离", remedy="请由另一名系统管理员办理")
    return account
