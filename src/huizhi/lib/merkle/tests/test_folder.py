"""An exported ledger: what the audit proves, and that every manipulation is refused against a head kept elsewhere."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import pytest

from huizhi.lib.merkle.checkpoint import Checkpoint
from huizhi.lib.merkle.folder import LedgerRefused, Report, verify_folder, write_lists, write_log
from huizhi.lib.merkle.signed_note import COSIGNATURE, NoteRefused, SignedNote, SigningKey
from huizhi.lib.merkle.tiles import grow
from huizhi.lib.merkle.tree import leaf_hash, root_of
from huizhi.lib.refusal import Refusal

LOG = SigningKey("huizhi/test", 0x01, b"\x01" * 32)
WITNESS = SigningKey("witness.test/w1", COSIGNATURE, b"\x02" * 32)
DIGESTS = [hashlib.sha256(bytes([n % 256, n // 256])).digest() for n in range(700)]


def head(digests: Sequence[bytes], origin: str = "huizhi/test/2026") -> str:
    text = Checkpoint(origin, len(digests), root_of(leaf_hash(d) for d in digests)).text()
    return SignedNote(text, (LOG.sign(text), WITNESS.cosign(text, 1_772_000_000))).encode()


def exported(folder: Path, digests: Sequence[bytes] = DIGESTS, *, then: Sequence[bytes] = ()) -> Path:
    """A folder as whoever holds the log's key can always make it: consistent and signed."""
    origins = ["huizhi/test/2026"]
    write_log(folder, head(digests), grow(0, {}, [leaf_hash(d) for d in digests]).items(), digests)
    if then:
        origins.append("huizhi/test/2027")
        write_log(folder, head(then, origins[1]), grow(0, {}, [leaf_hash(d) for d in then]).items(), then)
    write_lists(folder, keys=[str(LOG.verifier)], witnesses=[str(WITNESS.verifier)], origins=origins)
    return folder


def audited(folder: Path, kept: str | None = None) -> Report:
    return verify_folder(folder, [LOG.verifier], kept)


def test_it_says_which_of_the_two_it_has_proved(tmp_path: Path) -> None:
    folder = exported(tmp_path)
    alone, against = audited(folder), audited(folder, head(DIGESTS[:300]))
    assert alone.extends is None
    assert "未证明二" in alone.lines()[-1]
    assert against.extends is not None
    assert against.extends.size == 300
    assert "已证明二" in against.lines()[-1]
    assert against.logs[0].cosigned == (("witness.test/w1", 1_772_000_000),)


@pytest.mark.parametrize("size", [1, 255, 256, 257, 512, 699, 700])
def test_every_earlier_head_is_found_again(tmp_path: Path, size: int) -> None:
    assert audited(exported(tmp_path), head(DIGESTS[:size])).extends is not None


REWRITTEN = {
    "edited": [*DIGESTS[:7], hashlib.sha256(b"edited").digest(), *DIGESTS[8:]],
    "deleted": [*DIGESTS[:7], *DIGESTS[8:]],
    "reordered": [*DIGESTS[:7], DIGESTS[8], DIGESTS[7], *DIGESTS[9:]],
    "inserted": [*DIGESTS[:7], hashlib.sha256(b"inserted").digest(), *DIGESTS[7:]],
    "truncated": DIGESTS[:200],
}


@pytest.mark.parametrize("how", REWRITTEN)
def test_a_rebuilt_and_signed_ledger_agrees_with_itself_and_not_with_a_head_kept_elsewhere(tmp_path: Path, how: str) -> None:
    folder = exported(tmp_path, REWRITTEN[how])
    assert audited(folder).extends is None
    with pytest.raises(LedgerRefused):
        audited(folder, head(DIGESTS[:300]))


@pytest.mark.parametrize(
    "file",
    ["2026/tile/entries/000", "2026/tile/0/001", "2026/tile/0/002.p/188", "2026/tile/1/000.p/2", "2026/checkpoint", "logs"],
)
def test_a_changed_or_missing_file_is_refused(tmp_path: Path, file: str) -> None:
    path = exported(tmp_path) / file
    data = bytearray(path.read_bytes())
    data[-3] ^= 1
    path.write_bytes(bytes(data))
    with pytest.raises(Refusal):
        audited(tmp_path)
    path.unlink()
    with pytest.raises(LedgerRefused):
        audited(tmp_path)


def test_a_ledger_of_another_key_is_refused(tmp_path: Path) -> None:
    other = SigningKey("huizhi/test", 0x01, b"\x08" * 32)
    with pytest.raises(NoteRefused):
        verify_folder(exported(tmp_path), [other.verifier])


def test_a_head_that_nobody_trusted_signed_is_no_head(tmp_path: Path) -> None:
    other = SigningKey("huizhi/test", 0x01, b"\x08" * 32)
    text = head(DIGESTS[:300]).partition("\n\n")[0] + "\n"
    with pytest.raises(NoteRefused):
        audited(exported(tmp_path), SignedNote(text, (other.sign(text),)).encode())


def test_a_head_of_a_log_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LedgerRefused, match="2025"):
        audited(exported(tmp_path), head(DIGESTS[:3], "huizhi/test/2025"))


def test_the_next_year_begins_with_the_closing_head(tmp_path: Path) -> None:
    closing = hashlib.sha256((head(DIGESTS).partition("\n\n")[0] + "\n").encode()).digest()
    assert len(audited(exported(tmp_path / "good", then=[closing, *DIGESTS[:5]])).logs) == 2
    with pytest.raises(LedgerRefused, match="断开"):
        audited(exported(tmp_path / "bad", then=DIGESTS[:5]))
