"""Canonical JSON (RFC 8785) in the narrow form whose bytes every language agrees on.

Numbers are the usual trap: JCS writes them as ECMAScript does. So nothing but integers smaller than 2^53 is let in, keys are
ASCII (code points and UTF-16 units then sort alike), and `null` and floats are refused.
"""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import rfc8785

Json: TypeAlias = "bool | int | str | Sequence[Json] | Mapping[str, Json]"
LARGEST = 2**53 - 1


class NotCanonical(ValueError):
    """A value that has no agreed canonical bytes; the message names its place."""


def canonical(value: Json) -> bytes:
    """The canonical bytes of `value`; refuses what different programs would write differently."""
    _check(value, "$")
    plain: bytes = rfc8785.dumps(value)
    return plain


def _check(value: object, where: str) -> None:
    if isinstance(value, str):
        _check_text(value, where)
    elif isinstance(value, bool):
        return
    elif isinstance(value, int):
        if abs(value) > LARGEST:
            raise NotCanonical(f"{where}: integer beyond 2^53 - 1")
    elif isinstance(value, Mapping):
        _check_members(value, where)
    elif isinstance(value, list | tuple):
        for n, item in enumerate(value):
            _check(item, f"{where}[{n}]")
    else:
        raise NotCanonical(f"{where}: {type(value).__name__} has no canonical form here")


def _check_members(value: Mapping[object, object], where: str) -> None:
    for key, item in value.items():
        if not isinstance(key, str) or not key.isascii():
            raise NotCanonical(f"{where}: keys are ASCII text, not {key!r}")
        _check(item, f"{where}.{key}")


def _check_text(value: str, where: str) -> None:
    if not value.isascii() and any("\ud800" <= c <= "\udfff" for c in value):
        raise NotCanonical(f"{where}: half of a surrogate pair")
