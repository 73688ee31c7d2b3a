"""Answers about accounts, what they may do, and where they are signed in; each inside the viewer's scope."""

from dataclasses import dataclass
from datetime import datetime

from huizhi.kernel.access.models import Account, Grant, SignIn
from huizhi.kernel.access.roles import Role, held
from huizhi.kernel.access.services.refusals import label_of
from huizhi.kernel.access.services.signing_in import is_current, roles_held
from huizhi.kernel.access.types import Viewer

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
    )


def grants_in_force(*, at: datetime) -> list[Grant]:
    """Grants that open something now."""
    return list(Grant.objects.filter(since__lte=at, until__gt=at, revoked_at=None).order_by("until"))
