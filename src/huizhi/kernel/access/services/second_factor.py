"""One-time codes (RFC 6238): the second factor of a sign-in."""

import hmac
from dataclasses import dataclass
from datetime import datetime

import pyotp

from huizhi.kernel.access.keyring import decrypt_text, encrypt_text
from huizhi.kernel.access.models import Account
from huizhi.kernel.access.services.refusals import NotYours, WrongCode
from huizhi.kernel.access.types import Viewer
from huizhi.kernel.ledger.services import note

_STEP = 30  # seconds, RFC 6238
_PURPOSE = "second-factor"


@dataclass(frozen=True)
class Enrolment:
    """What a person puts into their authenticator."""

    secret: str
    address: str  # otpauth://…, the content of the QR code


def begin_enrolment(*, by: Viewer) -> Enrolment:
    """A fresh secret for the viewer's own account; it counts only after a code made with it has been given."""
    account = own_account(by)
    if account.second_factor_since is not None:
        raise NotYours("动态口令已启用", rule="本人账户", remedy="更换手机时请本单位系统管理员重置动态口令")
    if account.second_factor:
        secret = _secret(account)  # a page that is loaded again shows the same code: what was scanned stays good
    else:
        secret = pyotp.random_base32()
        account.second_factor = encrypt_text(secret, purpose=_PURPOSE, about=str(account.uuid))
        account.save(update_fields=["second_factor"])
    address = pyotp.TOTP(secret).provisioning_uri(name=account.login, issuer_name="慧治 Huizhi")
    return Enrolment(secret=secret, address=address)


def confirm_enrolment(*, code: str, by: Viewer, at: datetime) -> None:
    """The first right code puts the second factor into force."""
    account = own_account(by, lock=True)
    if not account.second_factor or account.second_factor_since is not None:
        raise NotYours("没有待启用的动态口令", rule="本人账户", remedy="请从“启用动态口令”开始")
    use_code(account, code=code, at=at)
    account.second_factor_since = at
    account.save(update_fields=["second_factor_since"])
    note("access.second_factor_enrolled", f"account:{account.uuid}", {}, at=at, scope_code=account.scope_code)


def use_code(account: Account, *, code: str, at: datetime) -> None:
    """Accept a code of this, the last or the next half-minute, and no code twice."""
    totp = pyotp.TOTP(_secret(account))
    now = int(at.timestamp()) // _STEP
    given = code.strip().replace(" ", "")
    for step in (now - 1, now, now + 1):
        if step > account.second_factor_step and hmac.compare_digest(totp.generate_otp(step).encode(), given.encode()):
            account.second_factor_step = step
            account.save(update_fields=["second_factor_step"])
            return
    raise WrongCode("动态口令不正确或已用过", rule="登录与会话参数", remedy="请等待下一个动态口令后重试，并核对手机时间")


def own_account(by: Viewer, *, lock: bool = False) -> Account:
    """The viewer's own account row."""
    rows = Account.objects.select_for_update() if lock else Account.objects
    return rows.get(pk=by.account)


def _secret(account: Account) -> str:
    return decrypt_text(account.second_factor, purpose=_PURPOSE, about=str(account.uuid))
