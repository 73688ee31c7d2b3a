"""Signing in and out: password, lock-out, one-time code, idle and absolute limits; and who the viewer is."""

import secrets
from datetime import datetime
from functools import cache
from hashlib import sha256

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db.models import Q, QuerySet

from huizhi.kernel.access import parameters
from huizhi.kernel.access.keyring import keyed_hash
from huizhi.kernel.access.models import Account, Grant, RoleHolding, SignIn
from huizhi.kernel.access.roles import held
from huizhi.kernel.access.scoping import scope, system_viewer
from huizhi.kernel.access.services import limiting
from huizhi.kernel.access.services.refusals import LockedOut, WrongCode, WrongPassword
from huizhi.kernel.access.services.second_factor import use_code
from huizhi.kernel.access.types import Kind, PartyGrant, Viewer
from huizhi.kernel.ledger.services import note
from huizhi.kernel.organisations import queries as organisations
from huizhi.lib.calendar import legal_day

MUST_CHANGE_PASSWORD, MUST_ENROL = "password", "second_factor"


def bucket_of(login: str) -> str:
    """Where attempts under this login are counted, whether or not such an account exists."""
    return "sign_in:" + keyed_hash(login.strip().casefold(), purpose="login")[:32]


def sign_in(*, login: str, password: str, at: datetime, address: str = "", browser: str = "") -> str:
    """Check the password and open a sign-in; returns the key that the browser keeps.

    With a second factor the key is good for nothing but `give_code` until the code has been given.
    """
    bucket = bucket_of(login)
    admitted, last, until = limiting.attempt(bucket, at=at)
    if not admitted and until is not None:
        raise LockedOut(until=until, at=at)
    with scope(system_viewer("sign_in")):
        account = Account.objects.filter(login=login.strip(), disabled_at=None).first()
        # An unknown login takes as long as a known one: the time must not tell which names exist.
        right = check_password(password, account.password if account else _nobody())
        if account is not None and right:
            return _open(account, bucket=bucket, at=at, address=address, browser=browser)
        if account is not None and last:
            account.locked_until = until
            account.save(update_fields=["locked_until"])
            note("access.locked_out", f"account:{account.uuid}", {"until": _iso(until)}, at=at, scope_code=account.scope_code)
    if last and until is not None:
        raise LockedOut(until=until, at=at)
    raise WrongPassword("登录名或口令不正确", remedy="请核对后重试；忘记口令请联系本单位系统管理员")


def _open(account: Account, *, bucket: str, at: datetime, address: str, browser: str) -> str:
    limiting.clear(bucket)
    if account.locked_until is not None:
        account.locked_until = None
        account.save(update_fields=["locked_until"])
    key = secrets.token_urlsafe(32)
    SignIn.objects.create(
        key_hash=digest_of(key),
        account=account,
        started_at=at,
        seen_at=at,
        second_step_due=account.second_factor_since is not None,
        address=limiting.masked(address),
        browser=browser[:200],
    )
    return key


def awaits_code(key: str, *, at: datetime) -> bool:
    """Whether this key is a sign-in that still lacks its one-time code."""
    with scope(system_viewer("sign_in")):
        return _half_open(key, at=at) is not None


def give_code(*, key: str, code: str, at: datetime) -> str:
    """The second step: a right code opens the sign-in under a new key."""
    with scope(system_viewer("sign_in")):
        found = _half_open(key, at=at)
    if found is None:
        raise WrongCode("登录已过时，请重新输入口令", remedy="请重新登录")
    bucket = f"code:{found.account.uuid}"
    admitted, last, until = limiting.attempt(bucket, at=at)
    if not admitted and until is not None:
        raise LockedOut(until=until, at=at)
    try:
        return _second_step(found, code=code, at=at, bucket=bucket)
    except WrongCode:
        if last:
            with scope(system_viewer("sign_in")):
                SignIn.objects.filter(pk=found.pk).update(ended_at=at)
                note("access.locked_out", f"account:{found.account.uuid}", {"until": _iso(until)}, at=at,
                     scope_code=found.account.scope_code)  # fmt: skip
        raise


def _second_step(found: SignIn, *, code: str, at: datetime, bucket: str) -> str:
    fresh = secrets.token_urlsafe(32)
    with scope(system_viewer("sign_in")):
        account = Account.objects.select_for_update().get(pk=found.account_id)
        use_code(account, code=code, at=at)
        SignIn.objects.filter(pk=found.pk).update(key_hash=digest_of(fresh), second_step_due=False, seen_at=at)
    limiting.clear(bucket)
    return fresh


def _half_open(key: str, *, at: datetime) -> SignIn | None:
    found = (
        SignIn.objects.select_related("account")
        .filter(key_hash=digest_of(key), ended_at=None, second_step_due=True, account__disabled_at=None)
        .first()
    )
    in_time = found is not None and at - found.started_at <= parameters.seconds("sign_in", "second_step_within")
    return found if in_time else None


def sign_out(*, key: str, at: datetime) -> None:
    """End the sign-in of this key."""
    with scope(system_viewer("sign_in")):
        SignIn.objects.filter(key_hash=digest_of(key), ended_at=None).update(ended_at=at)


def end_sign_in(*, sign_in_id: int, by: Viewer, at: datetime) -> None:
    """End one of one's own sign-ins, wherever it was opened."""
    SignIn.objects.filter(pk=sign_in_id, account_id=by.account, ended_at=None).update(ended_at=at)


def is_current(sign_in: SignIn, key: str) -> bool:
    """Whether this sign-in is the one that holds the key."""
    return secrets.compare_digest(sign_in.key_hash, digest_of(key))


def viewer_of(key: str, *, at: datetime) -> Viewer | None:
    """Who is signed in with this key, or None."""
    with scope(system_viewer("sign_in")):
        found = (
            SignIn.objects.select_related("account").filter(key_hash=digest_of(key), ended_at=None, second_step_due=False).first()
        )
        if found is None or found.account.disabled_at or _is_over(found, at=at):
            return None
        if (at - found.seen_at).total_seconds() > 60:  # one write a minute is enough to know who is active
            SignIn.objects.filter(pk=found.pk).update(seen_at=at)
        return viewer_for(found.account, at=at)


def _is_over(sign_in: SignIn, *, at: datetime) -> bool:
    idle, absolute = parameters.seconds("sign_in", "idle"), parameters.seconds("sign_in", "absolute")
    return at - sign_in.seen_at > idle or at - sign_in.started_at > absolute


def viewer_for(account: Account, *, at: datetime) -> Viewer:
    """The viewer that this account is now: called inside a scope that sees the account, its roles and its grants."""
    keys = roles_held(account, at=at)
    roles = held(keys)
    must = _due(account, second_factor=any(role.second_factor for role in roles))
    enterprise = account.kind == Kind.ENTERPRISE
    return Viewer(
        kind=Kind(account.kind),
        account_id=account.pk,
        account_uuid=str(account.uuid),
        name=account.name,
        organ_code=account.organ_code,
        organ_name="" if enterprise else _organ_name(account.scope_code),
        post=account.post,
        scope_code=None if enterprise or must else account.scope_code,
        party_id=None if must else account.party_id,
        grants=() if must else _grants(account, at=at),
        capabilities=frozenset() if must else frozenset(c for role in roles for c in role.capabilities),
        ranks=frozenset() if must else frozenset(r for role in roles for r in role.ranks),
        roles=tuple(keys),
        must=must,
    )


def _organ_name(scope_code: str) -> str:
    organ = organisations.organ(scope_code)
    return organ.name if organ is not None else ""


def roles_held(account: Account, *, at: datetime) -> list[str]:
    """The roles of an account today."""
    today = legal_day(at)
    return list(
        RoleHolding.objects.filter(Q(until=None) | Q(until__gt=today), account=account, since__lte=today)
        .order_by("role")
        .values_list("role", flat=True)
        .distinct()
    )


def _due(account: Account, *, second_factor: bool) -> str:
    if account.must_change_password:
        return MUST_CHANGE_PASSWORD
    if second_factor and settings.SECOND_FACTOR_REQUIRED and account.second_factor_since is None:
        return MUST_ENROL
    return ""


def grants_to(account: Account, *, at: datetime) -> QuerySet[Grant]:
    """The grants in force that reach this account, seen by a scope that sees all grants."""
    # What is opened to an organ is opened to its officers, not to the enterprises that stand in its register.
    to = Q(to_account=account) | (Q(to_scope_code=account.scope_code) if account.kind == Kind.OFFICER else Q())
    return Grant.objects.filter(to, since__lte=at, until__gt=at, revoked_at=None)


def _grants(account: Account, *, at: datetime) -> tuple[PartyGrant, ...]:
    found = grants_to(account, at=at).filter(party_id__isnull=False).values_list("party_id", "scope_code").distinct()
    return tuple(PartyGrant(party, inside) for party, inside in found if party is not None)


@cache
def _nobody() -> str:
    return make_password(secrets.token_urlsafe(16))


def digest_of(key: str) -> str:
    return sha256(key.encode()).hexdigest()


def _iso(at: datetime | None) -> str:
    return at.isoformat() if at else ""
