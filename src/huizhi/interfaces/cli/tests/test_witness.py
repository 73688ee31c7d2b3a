"""The witness and the receipts from the command line: no instance, no database."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from click.testing import CliRunner, Result

from huizhi.interfaces.cli import own_witness
from huizhi.interfaces.cli.main import huizhi_command
from huizhi.lib import entries
from huizhi.lib.merkle.checkpoint import Checkpoint
from huizhi.lib.merkle.receipt import Receipt
from huizhi.lib.merkle.signed_note import SignedNote, SigningKey, VerifierKey
from huizhi.lib.merkle.tree import leaf_hash
from huizhi.lib.merkle.witness import WitnessFolder

LOG = SigningKey("huizhi/test", 0x01, b"\x01" * 32)


def huizhi(*arguments: str) -> Result:
    return CliRunner().invoke(huizhi_command, arguments)


def test_an_operator_makes_a_witness_and_enters_and_strikes_out_a_log(tmp_path: Path) -> None:
    folder = ["--folder", str(tmp_path / "w")]
    made = huizhi("witness", "init", "audit.test/w1", *folder)
    assert made.exit_code == 0, made.output
    assert huizhi("witness", "key", *folder).output == made.output
    assert huizhi("witness", "trust", str(LOG.verifier), *folder).exit_code == 0
    assert huizhi("witness", "allow", "huizhi/test/2026-2", *folder).exit_code == 0
    kept = WitnessFolder(tmp_path / "w")
    assert (kept.trusted(), kept.allowed()) == ([LOG.verifier], ["huizhi/test/2026-2"])
    assert huizhi("witness", "distrust", str(LOG.verifier), *folder).exit_code == 0
    assert kept.trusted() == []


def test_the_witness_beside_an_instance_is_introduced_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_witness, "ROOTS_PLACE", tmp_path / "var")
    key, url = own_witness.introduce(tmp_path / "state", LOG.verifier)
    stolen = SigningKey("huizhi/test", 0x01, b"\x02" * 32)
    again, same_url = own_witness.introduce(tmp_path / "state", stolen.verifier)
    assert (again, same_url) == (key, url), "the address stays while its port is free"
    assert WitnessFolder(own_witness.home(tmp_path / "state")).trusted() == [LOG.verifier]


def test_a_pointer_that_leads_nowhere_leads_to_a_new_witness(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_witness, "ROOTS_PLACE", tmp_path / "var")
    (tmp_path / "state" / "ledger").mkdir(parents=True)
    (tmp_path / "state" / "ledger" / "witness-home").write_text(f"{tmp_path}/of-another-machine\n")
    key, _ = own_witness.introduce(tmp_path / "state", LOG.verifier)
    assert own_witness.home(tmp_path / "state") != tmp_path / "of-another-machine"
    assert WitnessFolder(own_witness.home(tmp_path / "state")).key().verifier == key


@pytest.fixture
def receipt(tmp_path: Path) -> Path:
    entry = entries.note_entry(
        uuid=UUID(int=3),
        kind="parties.merged",
        subject="party:3",
        at=datetime(2026, 3, 2, tzinfo=UTC),
        build="0.1.0",
        payload=entries.commitment(b"\x07" * 32, b'{"n":1}'),
    )
    head = Checkpoint("huizhi/test/2026", 1, leaf_hash(entries.digest(entry)))
    note = SignedNote(head.text(), (LOG.sign(head.text()),))
    (tmp_path / "r.tlog-proof").write_text(Receipt(entry, 0, (), note.encode()).encode())
    return tmp_path / "r.tlog-proof"


def test_a_receipt_is_verified_with_its_key_and_its_opening(receipt: Path, tmp_path: Path) -> None:
    (tmp_path / "opening").write_bytes(("07" * 32).encode() + b'\n{"n":1}')
    said = huizhi("verify-receipt", str(receipt), "--key", str(LOG.verifier), "--opening", str(tmp_path / "opening"))
    assert said.exit_code == 0, said.output
    assert "已证明" in said.output
    assert "not witnessed" in said.output
    assert "what was committed to" in said.output


def test_a_changed_receipt_or_a_strange_key_is_refused(receipt: Path) -> None:
    strange: VerifierKey = SigningKey("huizhi/test", 0x01, b"\x09" * 32).verifier
    assert huizhi("verify-receipt", str(receipt), "--key", str(strange)).exit_code != 0
    receipt.write_text(receipt.read_text().replace("index 0", "index 1"))
    assert huizhi("verify-receipt", str(receipt), "--key", str(LOG.verifier)).exit_code != 0
