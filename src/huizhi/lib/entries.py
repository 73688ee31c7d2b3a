"""The bytes of a note and of a matter's entry, fixed once (docs/reference/entry-format.md).

An entry carries no personal data: facts, actor and grounds stand in a payload of which it holds only a salted digest. Erasing
payload and salt leaves entry, chain, leaf and proofs valid.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from huizhi.lib.jcs import Json, canonical

NOTE_FORMAT = "hz/1/note"
MATTER_FORMAT = "hz/1/entry"
PAYLOAD_TAG = b"hz/1/pc\n"
SALT_BYTES = 32
KIND = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)+")


def digest(entry: bytes) -> bytes:
    """SHA-256 of an entry's exact bytes: the leaf of the log, and the link of a matter's chain."""
    return hashlib.sha256(entry).digest()


def instant(at: datetime) -> str:
    """An instant in UTC with six decimals, the only spelling an entry knows."""
    if at.tzinfo is None:
        raise ValueError("an entry needs an instant, not a time without a zone")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def commitment(salt: bytes, payload: bytes) -> bytes:
    """H(`hz/1/pc` LF, 32-byte salt, canonical payload)."""
    if len(salt) != SALT_BYTES:
        raise ValueError("the salt of a payload is 32 bytes")
    return hashlib.sha256(PAYLOAD_TAG + salt + payload).digest()


def note_entry(*, uuid: UUID, kind: str, subject: str, at: datetime, build: str, payload: bytes) -> bytes:
    """The exact bytes of a note; `payload` is its commitment."""
    if not KIND.fullmatch(kind):
        raise ValueError(f"a kind of note is dotted lower case, not {kind!r}")
    return canonical(
        {
            "format": NOTE_FORMAT,
            "uuid": str(uuid),
            "kind": kind,
            "subject": subject,
            "at": instant(at),
            "build": build,
            "payload": payload.hex(),
        }
    )


@dataclass(frozen=True, slots=True)
class Rule:
    """A dated value that an act rested on: its id and the digest of its exact row."""

    id: str
    value_digest: bytes


@dataclass(frozen=True, slots=True)
class MatterStep:
    """What an entry of a matter says in the open: which step, of which procedure, resting on which rules."""

    procedure_digest: bytes
    action: str
    source: str
    target: str
    rules: Sequence[Rule] = ()


def matter_entry(*, matter: UUID, n: int, before: bytes, step: MatterStep, at: datetime, build: str, payload: bytes) -> bytes:
    """The exact bytes of a matter's entry number `n`; `before` is the digest of entry n - 1, or 32 zero bytes."""
    if n < 1 or len(before) != SALT_BYTES:
        raise ValueError("entries count from 1 and carry the 32-byte digest of the one before")
    if n == 1 and any(before):
        raise ValueError("the first entry has no entry before it: 32 zero bytes")
    rules: list[Json] = [{"id": rule.id, "value": rule.value_digest.hex()} for rule in step.rules]
    return canonical(
        {
            "format": MATTER_FORMAT,
            "matter": str(matter),
            "n": n,
            "before": before.hex(),
            "procedure": step.procedure_digest.hex(),
            "action": step.action,
            "source": step.source,
            "target": step.target,
            "at": instant(at),
            "rules": rules,
            "build": build,
            "payload": payload.hex(),
        }
    )
