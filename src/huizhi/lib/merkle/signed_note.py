"""C2SP signed-note, and cosignature/v1 of tlog-cosignature: texts signed with Ed25519 keys that have a name and an id."""

import base64
import binascii
import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from huizhi.lib.refusal import Refusal

ED25519 = 0x01
COSIGNATURE = 0x04
KINDS = {ED25519, COSIGNATURE}
MOST_SIGNATURES = 64
SEED_BYTES = 32
PRIVATE_PREFIX = "PRIVATE+KEY"


class NoteRefused(Refusal):
    """A signed note that is malformed, or that no trusted key has signed."""

    code = "LEDGER-002"
    status = 422


def check_name(name: str) -> str:
    """A key name has no space and no plus, and is not empty."""
    if not name or "+" in name or any(c.isspace() for c in name):
        raise NoteRefused(f"密钥名不合规：{name!r}", rule="C2SP signed-note")
    return name


def key_id(name: str, kind: int, public: bytes) -> bytes:
    """The first four bytes of SHA-256(name, LF, kind, public key)."""
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NoteRefused("base64 无法读取") from error


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: who (name and key id) and the bytes."""

    name: str
    key_id: bytes
    blob: bytes

    def line(self) -> str:
        """As it stands in a note, with its newline."""
        return f"— {self.name} {base64.b64encode(self.key_id + self.blob).decode()}\n"

    @classmethod
    def parse(cls, line: str) -> Self:
        """From a line without its newline."""
        parts = line.split(" ")
        if len(parts) != 3 or parts[0] != "—":
            raise NoteRefused("签名行格式不对", rule="C2SP signed-note")
        raw = _decode(parts[2])
        if len(raw) < 5:
            raise NoteRefused("签名行过短")
        return cls(check_name(parts[1]), raw[:4], raw[4:])

    @property
    def time(self) -> int:
        """Seconds since 1970 that a cosignature claims."""
        return int.from_bytes(self.blob[:8], "big")


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key with its name; `str()` gives its text form `name+id+base64`."""

    name: str
    kind: int
    public: bytes = field(repr=False)

    @property
    def id(self) -> bytes:
        """Four bytes that tell this key from others of the same name."""
        return key_id(self.name, self.kind, self.public)

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(bytes([self.kind]) + self.public).decode()}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """From its text form; refuses an id that is not the key's."""
        parts = text.strip().split("+", 2)
        if len(parts) != 3:
            raise NoteRefused("公钥应为 名称+编号+base64 三段", rule="C2SP signed-note")
        raw = _decode(parts[2])
        if len(raw) != 33 or raw[0] not in KINDS:
            raise NoteRefused("公钥不是 Ed25519 公钥")
        key = cls(check_name(parts[0]), raw[0], raw[1:])
        if key.id.hex() != parts[1]:
            raise NoteRefused("公钥编号与公钥不符")
        return key

    def owns(self, signature: Signature) -> bool:
        """Does the signature name this key?"""
        return signature.name == self.name and signature.key_id == self.id

    def verify(self, text: str, signature: Signature) -> None:
        """Refuse unless this key made the signature over the text."""
        blob, message = signature.blob, text.encode()
        if self.kind == COSIGNATURE:
            message, blob = cosigned_message(text, signature.time), blob[8:]
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(blob, message)
        except InvalidSignature as error:
            raise NoteRefused(f"{self.name} 的签名不成立") from error


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key with its name; `secret_text()` is what its file holds."""

    name: str
    kind: int
    seed: bytes = field(repr=False)

    @classmethod
    def generate(cls, name: str, kind: int = ED25519) -> Self:
        """A new key from the system's randomness."""
        return cls(check_name(name), kind, secrets.token_bytes(SEED_BYTES))

    @classmethod
    def parse(cls, text: str) -> Self:
        """From the text of a key file."""
        prefix, _, rest = text.strip().partition(PRIVATE_PREFIX + "+")
        parts = rest.split("+", 2)
        if prefix or len(parts) != 3:
            raise NoteRefused("私钥文件格式不对")
        raw = _decode(parts[2])
        if len(raw) != 1 + SEED_BYTES or raw[0] not in KINDS:
            raise NoteRefused("私钥不是 Ed25519 私钥")
        key = cls(check_name(parts[0]), raw[0], raw[1:])
        if key.verifier.id.hex() != parts[1]:
            raise NoteRefused("私钥编号与私钥不符")
        return key

    def secret_text(self) -> str:
        """The text of its file (0600)."""
        encoded = base64.b64encode(bytes([self.kind]) + self.seed).decode()
        return f"{PRIVATE_PREFIX}+{self.name}+{self.verifier.id.hex()}+{encoded}\n"

    @property
    def verifier(self) -> VerifierKey:
        """Its public half."""
        return VerifierKey(self.name, self.kind, self._private().public_key().public_bytes_raw())

    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    def sign(self, text: str) -> Signature:
        """Sign the text of a note."""
        if self.kind != ED25519:
            raise ValueError("this key cosigns; it does not sign notes")
        return Signature(self.name, self.verifier.id, self._private().sign(text.encode()))

    def cosign(self, text: str, time: int) -> Signature:
        """Say that at `time` this was the largest consistent head seen (cosignature/v1)."""
        if self.kind != COSIGNATURE:
            raise ValueError("this key signs notes; it does not cosign")
        blob = time.to_bytes(8, "big") + self._private().sign(cosigned_message(text, time))
        return Signature(self.name, self.verifier.id, blob)


def cosigned_message(text: str, time: int) -> bytes:
    """What a cosignature/v1 is made over."""
    return f"cosignature/v1\ntime {time}\n{text}".encode()


@dataclass(frozen=True, slots=True)
class SignedNote:
    """A text ending in a newline, and its signatures."""

    text: str
    signatures: tuple[Signature, ...]

    def encode(self) -> str:
        """The whole note: text, an empty line, signature lines."""
        return self.text + "\n" + "".join(s.line() for s in self.signatures)

    def with_signatures(self, more: Sequence[Signature]) -> "SignedNote":
        """The same text with further signatures, each once."""
        return SignedNote(self.text, tuple(dict.fromkeys((*self.signatures, *more))))

    @classmethod
    def parse(cls, data: str | bytes) -> Self:
        """Split text and signatures at the last empty line; verifies nothing."""
        try:
            note = data.decode() if isinstance(data, bytes) else data
        except UnicodeDecodeError as error:
            raise NoteRefused("签名文本不是 UTF-8") from error
        if any(c < " " and c != "\n" for c in note):
            raise NoteRefused("签名文本含控制字符")
        text, gap, tail = note.rpartition("\n\n")
        if not gap or not text or not tail.endswith("\n"):
            raise NoteRefused("签名文本缺少签名", rule="C2SP signed-note")
        lines = tail[:-1].split("\n")
        if len(lines) > MOST_SIGNATURES:
            raise NoteRefused("签名过多")
        return cls(text + "\n", tuple(Signature.parse(line) for line in lines))

    def verified(self, keys: Sequence[VerifierKey]) -> list[Signature]:
        """The signatures of these keys; refuses when one of them is false. Unknown keys are passed over."""
        found = []
        for signature in self.signatures:
            for key in keys:
                if key.owns(signature):
                    key.verify(self.text, signature)
                    found.append(signature)
        return found

    def demand(self, keys: Sequence[VerifierKey]) -> list[Signature]:
        """As `verified`, and at least one."""
        found = self.verified(keys)
        if not found:
            raise NoteRefused("没有可信密钥的签名")
        return found
