"""What the ledger keeps outside the database, in the data folder: keys (0600), witnesses, and the last heads that left.

keys/<id>.key       private keys, C2SP text form
signing             ids of the keys that sign now, the newest first
verifiers           every verifier key there has ever been
witnesses           `<verifier key> <url>` one a line
last-signed         the last head signed: the database must contain it
last-cosigned       the last head that a witness cosigned
restored            present after a restore: the witness must be asked before anything is signed
"""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from huizhi.kernel.ledger.types import NoKey
from huizhi.lib.merkle.signed_note import SigningKey, VerifierKey
from huizhi.lib.merkle.witness import read_key, write_durably


@dataclass(frozen=True, slots=True)
class KnownWitness:
    """A witness whose cosignature counts, and where it is asked."""

    key: VerifierKey
    url: str


class LedgerFolder:
    """The ledger's folder; reads the files at every call, so that a change needs no restart."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _lines(self, name: str) -> list[str]:
        path = self.folder / name
        return [line for line in path.read_text().split("\n") if line] if path.exists() else []

    def _write(self, name: str, lines: list[str], mode: int = 0o644) -> None:
        write_durably(self.folder / name, "".join(f"{line}\n" for line in lines).encode(), mode)

    def has_keys(self) -> bool:
        """Whether a key has ever been made or restored here."""
        return bool(self._lines("signing"))

    def make_key(self, name: str, *, retire: bool = False) -> SigningKey:
        """A new signing key. Those before sign beside it until the witnesses know the new one, unless they are retired."""
        key = SigningKey.generate(name)
        self._write(f"keys/{key.verifier.id.hex()}.key", [key.secret_text().strip()], 0o600)
        self._write("verifiers", [*self._lines("verifiers"), str(key.verifier)])
        self._write("signing", [key.verifier.id.hex(), *([] if retire else self._lines("signing"))])
        return key

    def retire_keys(self) -> None:
        """Only the newest key signs from now on; the others stay known, for the heads that they signed."""
        self._write("signing", self._lines("signing")[:1])

    def signing_keys(self) -> list[SigningKey]:
        """The keys that sign now, the newest first."""
        found = []
        for identity in self._lines("signing"):
            path = self.folder / "keys" / f"{identity}.key"
            if not path.exists():
                raise NoKey(f"签名密钥 {identity} 不在数据文件夹内", remedy="请从备份恢复密钥，或轮换密钥并另立日志")
            found.append(read_key(path))
        return found

    def signing_verifiers(self) -> list[VerifierKey]:
        """The public halves of the keys that sign now; also where a private one has been lost."""
        known = {key.id.hex(): key for key in self.verifiers()}
        return [known[identity] for identity in self._lines("signing")]

    def verifiers(self) -> list[VerifierKey]:
        """Every verifier key there has ever been: old heads verify with old keys."""
        return [VerifierKey.parse(line) for line in self._lines("verifiers")]

    def witnesses(self) -> list[KnownWitness]:
        """The witnesses that are asked."""
        pairs = (line.split(" ", 1) for line in self._lines("witnesses"))
        return [KnownWitness(VerifierKey.parse(key), url) for key, url in pairs]

    def add_witness(self, key: VerifierKey, url: str) -> None:
        """Ask this witness from now on; the same key at a new address replaces the old one."""
        others = [line for line in self._lines("witnesses") if not line.startswith(f"{key} ")]
        self._write("witnesses", [*others, f"{key} {url.rstrip('/')}"])

    def last(self, which: str) -> str | None:
        """`last-signed` or `last-cosigned`: a checkpoint as a signed note."""
        path = self.folder / which
        return path.read_text() if path.exists() else None

    def keep(self, which: str, note: str) -> None:
        """Remember a head, on disk before this returns."""
        write_durably(self.folder / which, note.encode())

    def set_aside(self, when: str) -> None:
        """A new origin begins: what the old one had reached is kept under the time of the act."""
        for which in ("last-signed", "last-cosigned"):
            path = self.folder / which
            if path.exists():
                write_durably(self.folder / "set-aside" / f"{when}.{which}", path.read_bytes())
                path.unlink()

    @property
    def restored(self) -> bool:
        """Whether this folder and its database come from a backup and have not been compared with a witness since."""
        return (self.folder / "restored").exists()

    def mark_restored(self) -> None:
        """Called by a restore."""
        self._write("restored", [str(witness.key) for witness in self.witnesses()])

    def must_agree(self) -> set[str]:
        """The witnesses of which one must agree after a restore; none, where there never was any."""
        return set(self._lines("restored"))

    def compared(self) -> None:
        """The witness has been asked and agrees."""
        (self.folder / "restored").unlink(missing_ok=True)


def ledger_folder() -> LedgerFolder:
    """The folder of this instance."""
    return LedgerFolder(Path(settings.LEDGER_FOLDER))


def key_name() -> str:
    """The name of this instance's keys, and the beginning of its origins."""
    return f"huizhi/{settings.LEDGER_INSTANCE}"
