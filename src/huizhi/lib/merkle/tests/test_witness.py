"""A witness cosigns what extends the head it knows, once, and nothing else."""

import hashlib
from pathlib import Path

import pytest

from huizhi.lib.merkle.checkpoint import Checkpoint
from huizhi.lib.merkle.signed_note import NoteRefused, SignedNote, SigningKey
from huizhi.lib.merkle.tiles import grow, range_hash
from huizhi.lib.merkle.tree import consistency_ranges, leaf_hash, prove, root_of
from huizhi.lib.merkle.witness import AddCheckpoint, Answer, Witness, WitnessFolder, read_answer

LOG = SigningKey("huizhi/test", 0x01, b"\x01" * 32)
ORIGIN = "huizhi/test/2026"
HASHES = [leaf_hash(bytes([n])) for n in range(40)]
FORGED = [leaf_hash(b"forged"), *HASHES[1:]]


@pytest.fixture
def folder(tmp_path: Path) -> WitnessFolder:
    found = WitnessFolder(tmp_path / "witness")
    found.create("witness.test/w1")
    found.trust(LOG.verifier)
    return found


def signed(size: int, hashes: list[bytes] = HASHES, origin: str = ORIGIN, key: SigningKey = LOG) -> str:
    text = Checkpoint(origin, size, root_of(hashes[:size])).text()
    return SignedNote(text, (key.sign(text),)).encode()


def asked(
    witness: Witness, old: int, size: int, hashes: list[bytes] = HASHES, *, note: str | None = None, year: int = 2026
) -> Answer:
    tiles = grow(0, {}, hashes[:size])
    proof = prove(consistency_ranges(old, size), lambda r: range_hash(r, tiles)) if 0 < old <= size else []
    body = AddCheckpoint(old, tuple(proof), note or signed(size, hashes)).encode()
    return witness.add_checkpoint(body, time=1_772_000_000, year=year)


def test_it_cosigns_growth_and_its_answer_verifies(folder: WitnessFolder) -> None:
    witness = Witness(folder)
    assert asked(witness, 0, 3).status == 200
    answer = asked(witness, 3, 17)
    assert answer.status == 200
    text = Checkpoint(ORIGIN, 17, root_of(HASHES[:17])).text()
    assert [s.time for s in read_answer(answer.body, text, [witness.verifier])] == [1_772_000_000]
    assert asked(witness, 17, 17).status == 200, "the same head again gets a newer time"


def test_it_says_which_size_it_knows(folder: WitnessFolder) -> None:
    witness = Witness(folder)
    asked(witness, 0, 10)
    assert asked(witness, 0, 12) == Answer(409, "10\n", "text/x.tlog.size")
    assert asked(witness, 5, 12).status == 409


def test_it_refuses_a_rewritten_past_even_with_the_log_key(folder: WitnessFolder) -> None:
    witness = Witness(folder)
    asked(witness, 0, 10)
    assert asked(witness, 10, 20, FORGED).status == 422
    assert asked(witness, 10, 10, FORGED).status == 409
    assert asked(witness, 10, 9).status == 400
    assert asked(witness, 9, 9).status == 409, "truncated to an older valid head"
    assert asked(witness, 10, 11).status == 200


def test_it_remembers_after_a_restart(folder: WitnessFolder) -> None:
    asked(Witness(folder), 0, 10)
    again = Witness(WitnessFolder(folder.folder))
    assert asked(again, 0, 10).body == "10\n"
    assert again.last(ORIGIN).body.startswith(f"{ORIGIN}\n10\n")
    assert again.last("huizhi/test/2031").status == 404


def test_a_stranger_or_a_false_signature_is_refused(folder: WitnessFolder) -> None:
    witness = Witness(folder)
    stranger = SigningKey("huizhi/test", 0x01, b"\x05" * 32)
    assert asked(witness, 0, 3, note=signed(3, key=stranger)).status == 403
    assert asked(witness, 0, 3, note=signed(3, origin="huizhi/other/2026")).status == 404
    assert asked(witness, 0, 3, note=signed(3).replace("\n3\n", "\n4\n")).status == 403


@pytest.mark.parametrize("body", [b"", b"old x\n\nx", b"new 0\n\nx\n\n", b"\xff", b"old 0\nAAAA\n\nx", b"old 00\n\nx"])
def test_a_malformed_request_is_a_bad_request(folder: WitnessFolder, body: bytes) -> None:
    assert Witness(folder).add_checkpoint(body, time=1, year=2026).status == 400


def test_a_stolen_key_opens_no_second_log_of_a_year_and_none_of_the_past_or_future(folder: WitnessFolder) -> None:
    witness = Witness(folder)
    asked(witness, 0, 3)
    for origin in ("huizhi/test/2025", "huizhi/test/2027", "huizhi/test/2026-2", "huizhi/test/x", "huizhi/test/2026/1"):
        assert asked(witness, 0, 3, note=signed(3, origin=origin)).status == 404, origin
    folder.allow("huizhi/test/2026-2")
    assert asked(witness, 0, 3, note=signed(3, origin="huizhi/test/2026-2")).status == 200
    assert asked(witness, 0, 3, note=signed(3, origin="huizhi/test/2027"), year=2027).status == 200


def test_a_retired_key_is_no_longer_heard(folder: WitnessFolder) -> None:
    witness = Witness(folder)
    new = SigningKey("huizhi/test", 0x01, b"\x06" * 32)
    folder.trust(new.verifier)
    folder.distrust(LOG.verifier)
    assert asked(witness, 0, 3).status == 403
    assert asked(witness, 0, 3, note=signed(3, key=new)).status == 200


def test_a_witness_key_is_not_taken_for_a_log_key(folder: WitnessFolder) -> None:
    with pytest.raises(NoteRefused):
        folder.trust(folder.key().verifier)


def test_its_key_is_readable_by_its_owner_alone(folder: WitnessFolder) -> None:
    assert (folder.folder / "key").stat().st_mode & 0o777 == 0o600
    key = folder.key()
    assert folder.create("another/name") == key, "an existing key stays"


def manipulated(hashes: list[bytes], trial: int, below: int) -> list[bytes]:
    """The leaves with one edit, deletion, insertion or swap before leaf `below`, as the trial's number says."""
    drawn = hashlib.sha256(trial.to_bytes(4, "big")).digest()
    at, other, new = drawn[0] % below, drawn[1] % (below - 1), leaf_hash(drawn)
    changed = list(hashes)
    if trial % 4 == 0:
        changed[at] = new
    elif trial % 4 == 1:
        del changed[at]
    elif trial % 4 == 2:
        changed.insert(at, new)
    else:
        other += other >= at
        changed[at], changed[other] = changed[other], changed[at]
    return changed


def test_300_of_300_manipulations_behind_a_witnessed_head_are_refused(folder: WitnessFolder) -> None:
    witness = Witness(folder)
    assert asked(witness, 0, 20).status == 200
    answers = {asked(witness, 20, 35, manipulated(HASHES, trial, 20)).status for trial in range(300)}
    assert answers == {422}
    assert asked(witness, 20, 35).status == 200, "and the true log goes on"


def test_what_is_newer_than_the_last_witnessed_head_is_not_protected(folder: WitnessFolder) -> None:
    """The reason why heads are witnessed at least every minute: this is the window, and the threat model says so."""
    witness = Witness(folder)
    asked(witness, 0, 20)
    assert asked(witness, 20, 35, [*HASHES[:20], *FORGED[:1], *HASHES[21:]]).status == 200


def test_two_processes_on_one_folder_do_not_roll_each_other_back(folder: WitnessFolder) -> None:
    one, other = Witness(folder), Witness(WitnessFolder(folder.folder))
    asked(one, 0, 10)
    assert asked(other, 10, 20).status == 200
    assert asked(one, 10, 15).body == "20\n"
