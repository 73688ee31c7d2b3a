"""A witness (C2SP tlog-witness): remembers the largest head of each log and cosigns only what extends it.

Which logs: those whose signing keys its operator has entered. A key named `huizhi/hunan` may open one log a year,
`huizhi/hunan/2026`, each later than all before and none in the future; any other name (a log begun anew after a restore, say)
needs the operator's hand. So whoever steals the log's key can neither rewrite a year nor open a second one.
"""

import fcntl
import hashlib
import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from huizhi.lib.merkle.checkpoint import Checkpoint, read_checkpoint, read_hash, read_size, write_hash
from huizhi.lib.merkle.signed_note import (
    COSIGNATURE,
    ED25519,
    NoteRefused,
    Signature,
    SignedNote,
    SigningKey,
    VerifierKey,
)
from huizhi.lib.merkle.tree import ProofRefused, verify_consistency

MOST_PROOF_LINES = 63
SIZE_TYPE = "text/x.tlog.size"
PLAIN = "text/plain; charset=utf-8"
YEAR = re.compile(r"20[0-9]{2}")


def write_durably(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Replace a file so that after a crash it is either the old or the new one, never half, and survives power loss."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    try:
        if os.geteuid() == 0:  # root writes into a folder that belongs to another user: so does the file
            owner = path.parent.stat()
            os.fchown(descriptor, owner.st_uid, owner.st_gid)
        os.write(descriptor, data)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    beside.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def read_key(path: Path) -> SigningKey:
    """A private key from its file."""
    return SigningKey.parse(path.read_text())


@dataclass(frozen=True, slots=True)
class AddCheckpoint:
    """The body of an add-checkpoint request."""

    old: int
    proof: tuple[bytes, ...]
    note: str

    def encode(self) -> bytes:
        """As it is sent."""
        lines = [f"old {self.old}", *(write_hash(h) for h in self.proof)]
        return ("\n".join(lines) + "\n\n" + self.note).encode()

    @classmethod
    def parse(cls, body: bytes) -> Self:
        """As it is received; refuses what is not of the form."""
        try:
            head, gap, note = body.decode().partition("\n\n")
        except UnicodeDecodeError as error:
            raise NoteRefused("请求不是 UTF-8") from error
        lines = head.split("\n")
        if not gap or not lines[0].startswith("old ") or len(lines) > 1 + MOST_PROOF_LINES:
            raise NoteRefused("请求应为 old 行、证明行、空行、树头", rule="C2SP tlog-witness")
        return cls(read_size(lines[0][4:]), tuple(read_hash(line) for line in lines[1:]), note)


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, body and type of an HTTP answer."""

    status: int
    body: str
    type: str = PLAIN


class WitnessFolder:
    """What a witness keeps: `key` (0600), `logs` (trusted keys), `origins` (allowed by hand), `heads/`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def create(self, name: str) -> SigningKey:
        """Make the folder and its key, once; an existing key stays."""
        path = self.folder / "key"
        if not path.exists():
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_durably(path, SigningKey.generate(name, COSIGNATURE).secret_text().encode(), 0o600)
        return self.key()

    def key(self) -> SigningKey:
        """Its cosigning key."""
        return read_key(self.folder / "key")

    def _lines(self, name: str) -> list[str]:
        path = self.folder / name
        return path.read_text().split() if path.exists() else []

    def _add_line(self, name: str, line: str) -> None:
        lines = self._lines(name)
        if line not in lines:
            write_durably(self.folder / name, "".join(f"{x}\n" for x in [*lines, line]).encode(), 0o600)

    def trusted(self) -> list[VerifierKey]:
        """The log keys that the operator has entered."""
        return [VerifierKey.parse(line) for line in self._lines("logs")]

    def trust(self, key: VerifierKey) -> None:
        """Enter a log key."""
        if key.kind != ED25519:
            raise NoteRefused("日志密钥应为签名密钥，不是见证密钥")
        self._add_line("logs", str(key))

    def distrust(self, key: VerifierKey) -> None:
        """Strike a log key out, after a theft or a rotation."""
        kept = [line for line in self._lines("logs") if line != str(key)]
        write_durably(self.folder / "logs", "".join(f"{x}\n" for x in kept).encode(), 0o600)

    def allowed(self) -> list[str]:
        """The origins that the operator has allowed by hand."""
        return self._lines("origins")

    def allow(self, origin: str) -> None:
        """Allow an origin that does not follow from the year."""
        self._add_line("origins", origin)

    def _head(self, origin: str) -> Path:
        return self.folder / "heads" / hashlib.sha256(origin.encode()).hexdigest()

    def head(self, origin: str) -> str | None:
        """The last cosigned checkpoint of an origin, as a signed note."""
        path = self._head(origin)
        return path.read_text() if path.exists() else None

    def origins(self) -> list[str]:
        """Every origin of which a head is kept."""
        return [path.read_text().partition("\n")[0] for path in sorted((self.folder / "heads").glob("[0-9a-f]*"))]

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Alone in this folder, among all processes."""
        with (self.folder / "lock").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def keep(self, origin: str, note: str) -> None:
        """Remember a head, on disk before this returns."""
        write_durably(self._head(origin), note.encode())


class Witness:
    """Cosigns heads. Many threads, even many processes: check and record are one step."""

    def __init__(self, folder: WitnessFolder) -> None:
        self._folder = folder
        self._key = folder.key()
        self._lock = threading.Lock()

    @property
    def verifier(self) -> VerifierKey:
        """Its public key."""
        return self._key.verifier

    def last(self, origin: str) -> Answer:
        """The last head it has cosigned, for whoever wants to compare."""
        note = self._folder.head(origin)
        return Answer(200, note) if note is not None else Answer(404, "该日志没有已联署的树头\n")

    def add_checkpoint(self, body: bytes, *, time: int, year: int) -> Answer:
        """Answer an add-checkpoint request; `year` is the current one where the log lives."""
        try:
            request = AddCheckpoint.parse(body)
            checkpoint, note = read_checkpoint(request.note)
        except NoteRefused as refusal:
            return Answer(400, f"{refusal}\n")
        with self._lock, self._folder.locked():
            return self._decide(request, checkpoint, note, time, year)

    def _decide(self, request: AddCheckpoint, head: Checkpoint, note: SignedNote, time: int, year: int) -> Answer:
        keys = [key for key in self._folder.trusted() if self._known(head.origin, key, year)]
        if not keys:
            return Answer(404, "见证人不认得该日志\n")
        try:
            note.demand(keys)
        except NoteRefused as refusal:
            return Answer(403, f"{refusal}\n")
        if request.old > head.size:
            return Answer(400, "old 大于树头的大小\n")
        return self._compare(request, head, note, time)

    def _known(self, origin: str, key: VerifierKey, year: int) -> bool:
        prefix, _, last = origin.rpartition("/")
        if prefix != key.name:
            return False
        if origin in self._folder.allowed() or self._folder.head(origin) is not None:
            return True
        earlier = [int(y) for y in self._years(prefix)]
        return bool(YEAR.fullmatch(last)) and int(last) <= year and all(y < int(last) for y in earlier)

    def _years(self, prefix: str) -> Iterator[str]:
        for origin in self._folder.origins():
            before, _, last = origin.rpartition("/")
            if before == prefix:
                yield last[:4]

    def _compare(self, request: AddCheckpoint, head: Checkpoint, note: SignedNote, time: int) -> Answer:
        kept = self._folder.head(head.origin)
        last = read_checkpoint(kept)[0] if kept else None
        if request.old != (last.size if last else 0):
            return Answer(409, f"{last.size if last else 0}\n", SIZE_TYPE)
        if last and last.size == head.size and last.root != head.root:
            return Answer(409, f"{last.size}\n", SIZE_TYPE)
        try:
            self._check(request, last, head)
        except ProofRefused as refusal:
            return Answer(422, f"{refusal}\n")
        cosignature = self._key.cosign(note.text, time)
        self._folder.keep(head.origin, note.with_signatures([cosignature]).encode())
        return Answer(200, cosignature.line())

    @staticmethod
    def _check(request: AddCheckpoint, last: Checkpoint | None, head: Checkpoint) -> None:
        if last is None or last.size == 0:
            if request.proof:
                raise ProofRefused("空树之后不应附证明")
            return
        verify_consistency(last.size, head.size, request.proof, last.root, head.root)


def read_answer(body: str, text: str, keys: list[VerifierKey]) -> list[Signature]:
    """The cosignatures of an answer that known witness keys made over the text; refuses a false one."""
    return SignedNote.parse(text + "\n" + body).demand(keys)
