"""C2SP tlog-proof: a receipt of one entry that can be checked years later without network and without this program's server."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from huizhi.lib import entries
from huizhi.lib.jcs import Json
from huizhi.lib.merkle.checkpoint import Checkpoint, read_checkpoint, read_hash, read_size, write_hash
from huizhi.lib.merkle.signed_note import NoteRefused, VerifierKey
from huizhi.lib.merkle.tree import ProofRefused, leaf_hash, verify_inclusion

HEADER = "c2sp.org/tlog-proof@v1"
MOST_HASHES = 63


@dataclass(frozen=True, slots=True)
class Receipt:
    """The entry's exact bytes (as `extra`), its index, the path to the root and the signed checkpoint."""

    entry: bytes
    index: int
    proof: tuple[bytes, ...]
    checkpoint: str

    def encode(self) -> str:
        """The text of a `.tlog-proof` file."""
        lines = [HEADER, f"extra {base64.b64encode(self.entry).decode()}", f"index {self.index}"]
        lines += [write_hash(h) for h in self.proof]
        return "\n".join(lines) + "\n\n" + self.checkpoint

    @classmethod
    def parse(cls, text: str) -> Self:
        """From the text of a file; verifies nothing."""
        head, gap, checkpoint = text.partition("\n\n")
        lines = head.split("\n")
        if not gap or len(lines) < 3 or lines[0] != HEADER:
            raise NoteRefused("不是 tlog-proof 回执", rule="C2SP tlog-proof")
        if not lines[1].startswith("extra ") or not lines[2].startswith("index "):
            raise NoteRefused("回执缺少记录原文或序号", rule="C2SP tlog-proof")
        if len(lines) > 3 + MOST_HASHES:
            raise NoteRefused("回执的证明过长")
        try:
            entry = base64.b64decode(lines[1][6:], validate=True)
        except (binascii.Error, ValueError) as error:
            raise NoteRefused("回执的记录原文无法读取") from error
        return cls(entry, read_size(lines[2][6:]), tuple(read_hash(line) for line in lines[3:]), checkpoint)


@dataclass(frozen=True, slots=True)
class Verified:
    """What a receipt has proved."""

    checkpoint: Checkpoint
    index: int
    entry: dict[str, Json]
    signed_by: tuple[str, ...]
    cosigned: tuple[tuple[str, int], ...]


def verify_receipt(receipt: Receipt, log_keys: Sequence[VerifierKey], witness_keys: Sequence[VerifierKey] = ()) -> Verified:
    """Refuse unless the entry is in the tree whose head a log key signed; names the witnesses that cosigned it."""
    checkpoint, note = read_checkpoint(receipt.checkpoint)
    signed = note.demand(log_keys)
    cosigned = note.verified(witness_keys)
    hashed = leaf_hash(entries.digest(receipt.entry))
    verify_inclusion(hashed, receipt.index, checkpoint.size, receipt.proof, checkpoint.root)
    return Verified(
        checkpoint=checkpoint,
        index=receipt.index,
        entry=read_entry(receipt.entry),
        signed_by=tuple(s.name for s in signed),
        cosigned=tuple((s.name, s.time) for s in cosigned),
    )


def read_entry(entry: bytes) -> dict[str, Json]:
    """The members of an entry, for people to read; the digest is always over the bytes."""
    try:
        members = json.loads(entry)
    except ValueError as error:
        raise NoteRefused("记录原文不是 JSON") from error
    if not isinstance(members, dict) or "format" not in members or "payload" not in members:
        raise NoteRefused("记录原文缺少格式或内容摘要", rule="docs/reference/entry-format.md")
    return members


def verify_opening(entry: bytes, salt: bytes, payload: bytes) -> None:
    """Refuse unless `payload` is what the entry committed to with this salt."""
    if read_entry(entry)["payload"] != entries.commitment(salt, payload).hex():
        raise ProofRefused("所示内容不是该记录当时承诺的内容", rule="docs/reference/entry-format.md")
