"""The refusals of this room, and the check that an act's author may act."""

from datetime import datetime, timedelta
from math import ceil

from huizhi.kernel.access.roles import declared_capabilities
from huizhi.kernel.access.types import Viewer
from huizhi.lib.refusal import Refusal


class WrongPassword(Refusal):
    """No such account, or the password is not its."""

    code = "ACC-001"
    status = 403


class NotYours(Refusal):
    """The viewer does not hold the capability that this act declares."""

    code = "ACC-002"
    status = 403


class LockedOut(Refusal):
    """Too many failures under this login; said alike whether or not such an account exists."""

    code = "ACC-003"
    status = 429

    def __init__(self, *, until: datetime, at: datetime) -> None:
        wait = until - at
        minutes = ceil(wait / timedelta(minutes=1))
        super().__init__(
            f"连续失败次数过多，该登录名已锁定，约 {minutes} 分钟后可再试",
            rule="登录与会话参数",
            remedy="请稍后再试；监管人员可请本单位系统管理员解锁",
        )
        self.retry_after = ceil(wait.total_seconds())


class WrongCode(Refusal):
    """The one-time code is wrong, used already, or came too late."""

    code = "ACC-004"
    status = 403


class WeakPassword(Refusal):
    """The new password is too easy to guess."""

    code = "ACC-005"
    status = 422


class LoginTaken(Refusal):
    """Somebody else signs in under this name."""

    code = "ACC-006"
    status = 409


class RoleNotForThis(Refusal):
    """This account cannot hold that role: kind, level, separation of duties, or the giver's own place forbid it."""

    code = "ACC-007"
    status = 422


class NoSuchAccount(Refusal):
    """There is no such account inside the viewer's range."""

    code = "ACC-008"
    status = 404


class AlreadyDone(Refusal):
    """The same act id came with different content."""

    code = "ACC-009"
    status = 409


class WrongKey(Refusal):
    """The key of a partner department is unknown, revoked or past its end."""

    code = "ACC-011"
    status = 401


class NoSuchKey(Refusal):
    """There is no such key or partner account inside the viewer's range."""

    code = "ACC-012"
    status = 404


class FaultyGrant(Refusal):
    """A grant that cannot be: no reason, no end, nobody to read, or not the giver's own."""

    code = "ACC-013"
    status = 422


class NoSuchGrant(Refusal):
    """There is no such grant inside the viewer's range."""

    code = "ACC-014"
    status = 404


class NoPurpose(Refusal):
    """Sensitive data is read for a purpose, or not at all."""

    code = "ACC-015"
    status = 422


class NotOpen(Refusal):
    """The sealed identity stays sealed: not asked, not approved, too late, or read already."""

    code = "ACC-016"
    status = 403


class NoSuchSealed(Refusal):
    """There is no such sealed identity or request inside the viewer's range."""

    code = "ACC-017"
    status = 404


def label_of(capability: str) -> str:
    """The Chinese label of a capability, as its room declares it."""
    return declared_capabilities().get(capability, capability)


def require(by: Viewer, capability: str) -> None:
    """Refuse an author who does not hold the capability: a view's declaration is not the only guard."""
    if not by.can(capability):
        raise NotYours(f"您没有“{label_of(capability)}”权限", rule="权限清单", remedy="可由本单位系统管理员授予")
