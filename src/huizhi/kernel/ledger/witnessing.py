"""Asking a witness over HTTP (C2SP tlog-witness), with a time limit; a silent witness never holds up the log."""

from dataclasses import dataclass

import httpx

from huizhi.kernel.ledger.keeping import KnownWitness
from huizhi.kernel.ledger.types import WitnessSilent
from huizhi.lib.merkle.checkpoint import read_size
from huizhi.lib.merkle.signed_note import NoteRefused, Signature
from huizhi.lib.merkle.witness import AddCheckpoint, read_answer

TIMEOUT = httpx.Timeout(5.0, connect=2.0)
MOST_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Asked:
    """What a witness said: a cosignature, or the size it knows, or a refusal."""

    cosignatures: tuple[Signature, ...] = ()
    knows: int | None = None
    refusal: str = ""


def add_checkpoint(witness: KnownWitness, request: AddCheckpoint) -> Asked:
    """Submit a head. Raises WitnessSilent when there is no usable answer."""
    try:
        answer = httpx.post(f"{witness.url}/add-checkpoint", content=request.encode(), timeout=TIMEOUT, trust_env=False)
    except httpx.HTTPError as error:
        raise WitnessSilent(f"见证人 {witness.key.name} 没有应答") from error
    body = answer.content[:MOST_BYTES].decode(errors="replace")
    try:
        return _understood(witness, request, answer, body)
    except NoteRefused as refusal:
        raise WitnessSilent(f"见证人 {witness.key.name} 的应答无法核实：{refusal.what}") from refusal


def _understood(witness: KnownWitness, request: AddCheckpoint, answer: httpx.Response, body: str) -> Asked:
    if answer.status_code == httpx.codes.OK:
        text = request.note.rpartition("\n\n")[0] + "\n"
        return Asked(cosignatures=tuple(read_answer(body, text, [witness.key])))
    if answer.status_code == httpx.codes.CONFLICT:
        return Asked(knows=read_size(body.strip()))
    return Asked(refusal=f"{answer.status_code} {body.strip()}")


def last_head(witness: KnownWitness, origin: str) -> str | None:
    """The last head of an origin that a witness has cosigned, as a signed note; None when it knows none."""
    try:
        answer = httpx.get(f"{witness.url}/last-checkpoint", params={"origin": origin}, timeout=TIMEOUT, trust_env=False)
    except httpx.HTTPError as error:
        raise WitnessSilent(f"见证人 {witness.key.name} 没有应答") from error
    if answer.status_code == httpx.codes.NOT_FOUND:
        return None
    if answer.status_code != httpx.codes.OK:
        raise WitnessSilent(f"见证人 {witness.key.name} 答复 {answer.status_code}")
    return answer.content[:MOST_BYTES].decode(errors="replace")
