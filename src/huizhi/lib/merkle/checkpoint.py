"""C2SP tlog-checkpoint: the text in which a log states its size and root."""

import base64
import binascii
import re
from dataclasses import dataclass
from typing import Self

from huizhi.lib.merkle.signed_note import NoteRefused, SignedNote
from huizhi.lib.merkle.tree import HASH_BYTES

DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}")


def read_size(text: str) -> int:
    """A size in ASCII decimal without leading zeroes."""
    if not DECIMAL.fullmatch(text):
        raise NoteRefused(f"树的大小写法不对：{text!r}", rule="C2SP tlog-checkpoint")
    return int(text)


def read_hash(text: str) -> bytes:
    """A base64 SHA-256."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NoteRefused("散列的 base64 无法读取") from error
    if len(raw) != HASH_BYTES:
        raise NoteRefused("散列不是 32 字节")
    return raw


def write_hash(hashed: bytes) -> str:
    """A hash as checkpoints and proofs write it."""
    return base64.b64encode(hashed).decode()


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Which log, how many leaves, which root."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The body that is signed."""
        return f"{self.origin}\n{self.size}\n{write_hash(self.root)}\n"

    @classmethod
    def parse(cls, text: str) -> Self:
        """From a body; extension lines are refused, because nothing of ours writes or checks them."""
        lines = text.split("\n")
        if len(lines) != 4 or lines[3] or not lines[0]:
            raise NoteRefused("树头应为三行：名称、大小、根", rule="C2SP tlog-checkpoint")
        return cls(lines[0], read_size(lines[1]), read_hash(lines[2]))


def read_checkpoint(note: str | bytes) -> tuple[Checkpoint, SignedNote]:
    """A checkpoint and the signed note that carries it; verifies no signature."""
    signed = SignedNote.parse(note)
    return Checkpoint.parse(signed.text), signed
