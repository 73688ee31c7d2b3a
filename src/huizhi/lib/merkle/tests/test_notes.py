"""Signed notes, cosignatures, addresses, receipts: the published examples, and what is refused."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from huizhi.lib import entries
from huizhi.lib.merkle.checkpoint import Checkpoint, read_checkpoint
from huizhi.lib.merkle.receipt import Receipt, verify_opening, verify_receipt
from huizhi.lib.merkle.signed_note import (
    COSIGNATURE,
    NoteRefused,
    SignedNote,
    SigningKey,
    VerifierKey,
)
from huizhi.lib.merkle.tiles import address, bundle, unbundle
from huizhi.lib.merkle.tree import ProofRefused, leaf_hash, node_hash

LOG = SigningKey("huizhi/test", 0x01, b"\x01" * 32)
WITNESS = SigningKey("witness.test/w1", COSIGNATURE, b"\x02" * 32)


def test_the_published_note_verifies(shared: Path) -> None:
    folder = shared / "vectors" / "signed_note"
    key = VerifierKey.parse((folder / "example.vkey").read_text())
    note = SignedNote.parse((folder / "example.txt").read_bytes())
    assert [s.name for s in note.demand([key])] == ["example.com/foo"]
    assert note.encode().encode() == (folder / "example.txt").read_bytes()
    assert str(key) == (folder / "example.vkey").read_text().strip()


def test_the_published_note_with_one_changed_letter_does_not(shared: Path) -> None:
    folder = shared / "vectors" / "signed_note"
    key = VerifierKey.parse((folder / "example.vkey").read_text())
    changed = (folder / "example.txt").read_text().replace("an example", "no example")
    with pytest.raises(NoteRefused):
        SignedNote.parse(changed).demand([key])


def test_a_key_survives_its_file_and_does_not_show_its_secret() -> None:
    assert SigningKey.parse(LOG.secret_text()) == LOG
    assert VerifierKey.parse(str(LOG.verifier)) == LOG.verifier
    assert "seed" not in repr(LOG)
    with pytest.raises(NoteRefused):
        VerifierKey.parse(str(LOG.verifier).replace("test", "tost"))


def test_a_cosignature_binds_text_and_time() -> None:
    text = Checkpoint("huizhi/test/2026", 3, b"\x05" * 32).text()
    signature = WITNESS.cosign(text, 1_772_000_000)
    WITNESS.verifier.verify(text, signature)
    assert signature.time == 1_772_000_000
    with pytest.raises(NoteRefused):
        WITNESS.verifier.verify(text.replace("\n3\n", "\n4\n"), signature)
    later = type(signature)(signature.name, signature.key_id, (1_772_000_001).to_bytes(8, "big") + signature.blob[8:])
    with pytest.raises(NoteRefused):
        WITNESS.verifier.verify(text, later)


def test_unknown_signatures_are_passed_over_and_known_false_ones_refuse_the_note() -> None:
    text = Checkpoint("huizhi/test/2026", 3, b"\x05" * 32).text()
    stranger = SigningKey("huizhi/test", 0x01, b"\x09" * 32)
    note = SignedNote(text, (stranger.sign(text), LOG.sign(text)))
    assert len(note.demand([LOG.verifier])) == 1
    false = SignedNote(text, (LOG.sign(text + "x"),))
    with pytest.raises(NoteRefused):
        false.demand([LOG.verifier])
    with pytest.raises(NoteRefused, match="没有可信密钥"):
        SignedNote(text, (stranger.sign(text),)).demand([LOG.verifier])


@pytest.mark.parametrize(
    "text",
    [
        "huizhi/x\n03\n" + "A" * 43 + "=\n",
        "huizhi/x\n3\nAAAA\n",
        "huizhi/x\n3\n",
        "\n3\n" + "A" * 43 + "=\n",
        "huizhi/x\n-1\n" + "A" * 43 + "=\n",
        "huizhi/x\n٣\n" + "A" * 43 + "=\n",
    ],
)
def test_a_malformed_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(NoteRefused):
        Checkpoint.parse(text)


@pytest.mark.parametrize(
    "note", ["", "x", "x\n\n", "x\n\n— a\n", "x\n\n— a b+c AAAA\n", "x\ty\n\n— a AAAAAAAA\n", b"\xff\n\nx\n"]
)
def test_a_malformed_note_is_refused(note: str | bytes) -> None:
    with pytest.raises(NoteRefused):
        SignedNote.parse(note)


@pytest.mark.parametrize(
    ("n", "width", "path"),
    [
        (0, 256, "tile/0/000"),
        (273, 112, "tile/0/273.p/112"),
        (1_234_067, 256, "tile/0/x001/x234/067"),
        (1_000, 1, "tile/0/x001/000.p/1"),
    ],
)
def test_addresses_are_those_of_the_specification(n: int, width: int, path: str) -> None:
    assert address(0, n, width) == path


def test_a_bundle_gives_its_entries_back_and_a_torn_one_is_refused() -> None:
    said = [b"a" * 32, b"", b"bc"]
    assert unbundle(bundle(said)) == said
    for torn in (bundle(said)[:-1], bundle(said) + b"\x00"):
        with pytest.raises(ValueError, match="bundle"):
            unbundle(torn)


def a_receipt() -> tuple[Receipt, bytes, bytes]:
    salt, payload = b"\x07" * 32, b'{"reason":"test"}'
    entry = entries.note_entry(
        uuid=UUID(int=1),
        kind="parties.merged",
        subject="party:1",
        at=datetime(2026, 3, 2, tzinfo=UTC),
        build="0.1.0",
        payload=entries.commitment(salt, payload),
    )
    other = leaf_hash(b"\x03" * 32)
    head = Checkpoint("huizhi/test/2026", 2, node_hash(other, leaf_hash(entries.digest(entry))))
    note = SignedNote(head.text(), (LOG.sign(head.text()), WITNESS.cosign(head.text(), 1_772_000_000)))
    return Receipt(entry, 1, (other,), note.encode()), salt, payload


def test_a_receipt_is_checked_offline_and_names_its_witness() -> None:
    receipt, salt, payload = a_receipt()
    read = Receipt.parse(receipt.encode())
    verified = verify_receipt(read, [LOG.verifier], [WITNESS.verifier])
    assert verified.entry["kind"] == "parties.merged"
    assert verified.cosigned == (("witness.test/w1", 1_772_000_000),)
    assert read_checkpoint(read.checkpoint)[0].size == 2
    verify_opening(read.entry, salt, payload)


def test_a_receipt_for_another_entry_index_or_payload_is_refused() -> None:
    receipt, salt, payload = a_receipt()
    changed = receipt.entry.replace(b"merged", b"parted")
    with pytest.raises(ProofRefused):
        verify_receipt(Receipt(changed, 1, receipt.proof, receipt.checkpoint), [LOG.verifier])
    with pytest.raises(ProofRefused):
        verify_receipt(Receipt(receipt.entry, 0, receipt.proof, receipt.checkpoint), [LOG.verifier])
    with pytest.raises(ProofRefused):
        verify_opening(receipt.entry, salt, payload + b" ")
    with pytest.raises(NoteRefused):
        verify_receipt(receipt, [SigningKey("huizhi/test", 1, b"\x08" * 32).verifier])
