"""How strong a password has to be, and one-time passwords that people can read out."""

import secrets
import string

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from huizhi.kernel.access import parameters

_LETTERS = "abcdefghjkmnpqrstuvwxyz"  # nothing that is mistaken for something else: no i, l, o, 0, 1
_DIGITS = "23456789"


def faults(password: str, *, login: str) -> list[str]:
    """Why this password is too weak; empty when it is not."""
    least, passphrase = parameters.number("password", "least_length"), parameters.number("password", "passphrase_length")
    kinds = parameters.number("password", "least_kinds")
    found = []
    if len(password) < least:
        found.append(f"至少 {least} 个字符")
    if len(password) < passphrase and _kinds(password) < kinds:
        found.append(f"须含大写字母、小写字母、数字、其他字符中的至少 {kinds} 类，或长度达到 {passphrase} 个字符")
    if len(login) >= 3 and login.casefold() in password.casefold():
        found.append("不得包含登录名")
    if len(set(password)) < 5:
        found.append("重复的字符太多")
    if _is_common(password):
        found.append("这是常见口令")
    return found


def _kinds(password: str) -> int:
    groups = (string.ascii_uppercase, string.ascii_lowercase, string.digits)
    return sum(any(c in group for c in password) for group in groups) + any(
        all(c not in group for group in groups) for c in password
    )


def _is_common(password: str) -> bool:
    try:
        CommonPasswordValidator().validate(password)
    except ValidationError:
        return True
    return False


def one_time() -> str:
    """A password for the first sign-in: some 70 bits, in four groups."""
    return "-".join("".join(secrets.choice(_LETTERS + _DIGITS) for _ in range(4)) for _ in range(4))
