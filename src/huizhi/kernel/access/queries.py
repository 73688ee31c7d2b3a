"""Answers about accounts and sign-ins, grants, keys, openings and readings; each inside the viewer's scope."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.db.models import QuerySet

from huizhi.kernel.access.models import Account, ApiCall, ApiKey, ApiUse, Grant, OpeningRequest, Reading, RoleHolding, SignIn
from huizhi.kernel.access.roles import declared_capabilities, held, roles
from huizhi.kernel.access.scoping import scope, system_viewer
from huizhi.kernel.access.services.refusals import label_of
from huizhi.kernel.access.services.signing_in import grants_to, is_current, roles_held
from huizhi.kernel.access.types import SYSTEM_SCOPES, Kind, Role, Viewer, level_of

SIGN_INS_SHOWN = 20


@dataclass(frozen=True)
class SignInLine:
    """One sign-in of an account."""

    id: int
    started_at: datetime
    seen_at: datetime
    ended_at: datetime | None
    address: str
    browser: str
    current: bool


@dataclass(frozen=True)
class OwnAccount:
    """What somebody sees of their own account."""

    account: Account
    roles: list[Role]
    capabilities: list[tuple[str, str]]
    sign_ins: list[SignInLine]
    must: str
    grants: list[Grant]  # what other organs have opened to this account


def own_account(viewer: Viewer, *, key: str, at: datetime) -> OwnAccount:
    """The viewer's own account, with its last sign-ins; the one that holds `key` is marked."""
    account = Account.objects.get(pk=viewer.account)
    roles = held(roles_held(account, at=at))
    capabilities = sorted({c for role in roles for c in role.capabilities})
    rows = SignIn.objects.filter(account=account, second_step_due=False).order_by("-started_at")[:SIGN_INS_SHOWN]
    return OwnAccount(
        account=account,
        roles=roles,
        capabilities=[(c, label_of(c)) for c in capabilities],
        sign_ins=[
            SignInLine(r.pk, r.started_at, r.seen_at, r.ended_at, r.address, r.browser, bool(key) and is_current(r, key))
            for r in rows
        ],
        must=viewer.must,
        grants=_opened_to(account, at=at),
    )


def _opened_to(account: Account, *, at: datetime) -> list[Grant]:
    """Grants lie with the organ that gave them: their receiver reads them through the scope of signing in."""
    with scope(system_viewer("sign_in")):
        return list(grants_to(account, at=at).order_by("until"))


# --- accounts -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class AccountFile:
    """What an administrator sees of an account."""

    account: Account
    holdings: list[tuple[str, RoleHolding]]  # the role's name in the language of the page, and the holding
    roles: list[Role]
    sign_ins: list[SignIn]
    locked: bool


def accounts() -> QuerySet[Account]:
    """Accounts in the viewer's range."""
    return Account.objects.all()


def account_file(uuid: UUID, *, at: datetime) -> AccountFile | None:
    """One account, its roles with their history and its last sign-ins."""
    account = Account.objects.filter(uuid=uuid).first()
    if account is None:
        return None
    return AccountFile(
        account=account,
        holdings=[
            (roles()[row.role].label if row.role in roles() else row.role, row)
            for row in RoleHolding.objects.filter(account=account).order_by("-since", "role")
        ],
        roles=held(roles_held(account, at=at)),
        sign_ins=list(SignIn.objects.filter(account=account).order_by("-started_at")[:SIGN_INS_SHOWN]),
        locked=account.locked_until is not None and account.locked_until > at,
    )


def roles_open_to(account: Account, *, at: datetime) -> list[Role]:
    """The roles that this account could be given besides those that it holds."""
    now = roles_held(account, at=at)
    level, found = level_of(account.scope_code), []
    for key, role in roles().items():
        fits = Kind(account.kind) in role.kinds and (role.kinds == {Kind.ENTERPRISE} or level in role.levels)
        if key not in now and fits and not role.apart_from & set(now):
            found.append(role)
    return found


# --- grants, keys, openings, readings -----------------------------------------------------------------------------


def grants() -> QuerySet[Grant]:
    """Grants that organs in the viewer's range have given."""
    return Grant.objects.all()


def keys() -> QuerySet[ApiKey]:
    """Keys of partner accounts in the viewer's range."""
    return ApiKey.objects.select_related("account")


@dataclass(frozen=True)
class KeyFile:
    """A key, its use by day and its last calls."""

    key: ApiKey
    uses: list[ApiUse]
    calls: list[ApiCall]


def key_file(uuid: UUID) -> KeyFile | None:
    """One key in the viewer's range."""
    key = keys().filter(uuid=uuid).first()
    if key is None:
        return None
    return KeyFile(
        key=key,
        uses=list(ApiUse.objects.filter(key=key).order_by("-day")[:30]),
        calls=list(ApiCall.objects.filter(key=key).order_by("-at")[:100]),
    )


def partner_accounts() -> list[Account]:
    """Accounts of partner departments that may be given keys."""
    return list(Account.objects.filter(kind=Kind.PARTNER, disabled_at=None).order_by("name"))


def openings() -> QuerySet[OpeningRequest]:
    """Requests to open a sealed identity in the viewer's range."""
    return OpeningRequest.objects.all()


def readings() -> QuerySet[Reading]:
    """Readings of sensitive data in the viewer's range."""
    return Reading.objects.all()


# --- the matrix ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class MatrixRoom:
    """The capabilities of one room, and who holds each."""

    room: str
    rows: list[tuple[str, str, list[Role]]]


def matrix() -> list[MatrixRoom]:
    """Capabilities by room, each with the roles that hold it."""
    names = sorted(declared_capabilities())
    return [
        MatrixRoom(room, [(c, label_of(c), [r for r in roles().values() if c in r.capabilities]) for c in group])
        for room, group in groupby(names, key=lambda c: c.split(".")[0])
    ]


def all_roles() -> list[Role]:
    """Every role."""
    return list(roles().values())


def capabilities_of_role(key: str) -> list[tuple[str, str]]:
    """What a role may do, with labels."""
    return [(c, label_of(c)) for c in sorted(roles()[key].capabilities)]


def system_scopes() -> dict[str, str]:
    """Every all-seeing scope and why it has to see everything."""
    return dict(sorted(SYSTEM_SCOPES.items()))
