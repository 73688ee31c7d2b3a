"""What the ledger hands out and what it refuses."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from huizhi.lib.jcs import Json
from huizhi.lib.refusal import Refusal

CAPABILITIES = {
    "ledger.read_health": "查看留痕运行状况",
    "ledger.erase_payload": "依记录抹除记录内容",
    "ledger.open_origin": "另立留痕日志",
}

WHOLE = "-"  # the scope of what belongs to no place: seen by the house itself alone


class OutsideTransaction(Refusal):
    """A note is part of the act it records: both are written, or neither."""

    code = "LEDGER-010"
    status = 500


class StaleDatabase(Refusal):
    """This database is older than, or differs from, a head that has already left the machine."""

    code = "LEDGER-011"
    status = 409


class TreeDamaged(Refusal):
    """What was read back is not what was written: nothing is signed."""

    code = "LEDGER-012"
    status = 500


class NoKey(Refusal):
    """The log has been signed before, and its key is not here."""

    code = "LEDGER-013"
    status = 409


class NotInLedger(Refusal):
    """No such note or leaf, or it has no place in a signed head yet."""

    code = "LEDGER-014"
    status = 404


class RowsDisagree(Refusal):
    """A note's columns, entry, payload or leaf contradict one another."""

    code = "LEDGER-015"
    status = 500


class WitnessSilent(Refusal):
    """A witness must be asked now, and does not answer."""

    code = "LEDGER-016"
    status = 503


class SequencerBusy(Refusal):
    """Another process holds the sequencer's lock."""

    code = "LEDGER-017"
    status = 409


class NotVisible(Refusal):
    """A listener would pass over a note that its scope does not show."""

    code = "LEDGER-018"
    status = 500


@dataclass(frozen=True, slots=True)
class NewNote:
    """One note of a set."""

    kind: str
    subject: str
    payload: Mapping[str, Json]
    at: datetime
    scope_code: str = ""


@dataclass(frozen=True, slots=True)
class SequencedNote:
    """A note in its place, as listeners read it. `payload` is None after it was erased."""

    position: int
    uuid: UUID
    kind: str
    subject: str
    at: datetime
    scope_code: str
    payload_bytes: bytes | None = field(repr=False)

    @property
    def payload(self) -> Any:
        """The payload's members."""
        return None if self.payload_bytes is None else json.loads(self.payload_bytes)


Told = Callable[[SequencedNote], None]


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a listener was told: how many notes, up to which position, and where it is stuck, if it is."""

    told: int
    position: int
    stuck_at: int | None = None
    error: str = ""
    more: bool = False  # the window was full: call again


@dataclass(frozen=True, slots=True)
class SignedHead:
    """A signed head with the cosignatures it has so far."""

    origin: str
    size: int
    root: bytes
    note: str
    at: datetime
    cosigned: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """Hashes that lead to a signed head."""

    origin: str
    index: int
    size: int
    hashes: tuple[bytes, ...]
    root: bytes
    checkpoint: str


@dataclass(frozen=True, slots=True)
class Lag:
    """How far a listener is behind."""

    name: str
    position: int
    behind: int
    moved_at: datetime | None
    stuck_at: int | None
    error: str


@dataclass(frozen=True, slots=True)
class Health:
    """What the operator sees."""

    queued: int
    oldest_queued: datetime | None
    leaves: int
    signed_size: int
    signed_at: datetime | None
    cosigned_size: int
    cosigned_at: datetime | None
    cosigned_age_seconds: int | None
    uncovered_seconds: int
    listeners: tuple[Lag, ...]


@dataclass(frozen=True, slots=True)
class PublicPage:
    """What the public page of the ledger shows."""

    head: SignedHead | None
    last_cosigned: SignedHead | None
    keys: tuple[str, ...]
    witnesses: tuple[str, ...]
    logs: tuple[tuple[str, int], ...]
