"""Heads that have left the machine: witnesses, older databases, beginning anew, years, keys."""

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from huizhi.kernel.ledger import queries, services
from huizhi.kernel.ledger.models import Checkpoint, Leaf, Log, Note
from huizhi.kernel.ledger.types import (
    NoKey,
    StaleDatabase,
    WitnessSilent,
)
from huizhi.lib.merkle.checkpoint import read_checkpoint
from huizhi.lib.merkle.folder import verify_folder
from huizhi.lib.merkle.signed_note import COSIGNATURE, SigningKey, VerifierKey

Noted = Callable[[int], list[Note]]
FORGED = "update ledger_leaf set digest = sha256('forged') where \"position\" = 1"
Seeing = Callable[..., AbstractContextManager[None]]


def keys() -> list[VerifierKey]:
    return [VerifierKey.parse(k) for k in queries.public_page().keys]


def test_the_log_goes_on_without_the_witness_and_catches_up(noted: Noted, witness: Any, at: datetime) -> None:
    noted(1)
    services.sequence_all(at=at)
    services.sign_head(at=at)
    witness.stop()
    silent = services.cosign(at=at)
    assert (silent.cosignatures, len(silent.silent)) == (0, 1)
    noted(2)
    services.sequence_all(at=at)
    assert services.sign_head(at=at) is not None
    later = datetime.fromtimestamp(at.timestamp() + 90, tz=UTC)
    assert queries.health(at=later).uncovered_seconds == 90
    witness.start()
    assert services.cosign(at=at).cosignatures == 1
    health = queries.health(at=at)
    assert (health.cosigned_size, health.signed_size, health.uncovered_seconds) == (3, 3, 0)
    assert health.cosigned_age_seconds is not None


def test_a_witness_that_knows_more_or_otherwise_stops_the_log(
    noted: Noted, witness: Any, rebuild: Any, ledger: Path, at: datetime
) -> None:
    noted(5)
    services.sequence_all(at=at)
    services.sign_head(at=at)
    services.cosign(at=at)
    rebuild(keep=3)
    for name in ("last-signed", "last-cosigned"):
        (ledger / name).unlink()  # whoever holds the machine removes these too
    with pytest.raises(StaleDatabase, match="5 条"):
        services.compare_with_witnesses()
    services.sign_head(at=at)
    with pytest.raises(StaleDatabase):
        services.cosign(at=at)


@pytest.mark.parametrize(("keep", "forge"), [(3, ""), (5, FORGED)])
def test_an_older_or_changed_database_is_refused_by_the_head_in_the_data_folder(
    noted: Noted, rebuild: Any, ledger: Path, at: datetime, keep: int, forge: str
) -> None:
    noted(5)
    services.sequence_all(at=at)
    services.sign_head(at=at)
    rebuild(keep=keep, forge=forge)
    noted(4)
    with pytest.raises(StaleDatabase):
        services.sequence_all(at=at)
        services.sign_head(at=at)
    assert Checkpoint.objects.count() == 0


def test_after_a_restore_a_witness_must_answer_first(noted: Noted, witness: Any, at: datetime) -> None:
    noted(2)
    services.sequence_all(at=at)
    services.sign_head(at=at)
    services.cosign(at=at)
    services.mark_restored()
    noted(1)
    for act in (services.sequence_all, services.sign_head):
        with pytest.raises(StaleDatabase, match="备份"):
            act(at=at)
    witness.stop()
    with pytest.raises(WitnessSilent):
        services.compare_with_witnesses()
    services.add_witness(key=str(SigningKey.generate("new/w", COSIGNATURE).verifier), url="http://127.0.0.1:9")
    with pytest.raises(WitnessSilent):
        services.compare_with_witnesses()
    witness.start()
    assert len(services.compare_with_witnesses()) == 1, "the new one is silent, and was never counted"
    assert services.sequence_all(at=at) == 1


def test_beginning_anew_is_recorded_and_needs_the_witness_operators_hand(
    noted: Noted, witness: Any, rebuild: Any, ledger: Path, seeing: Seeing, tmp_path: Path, at: datetime
) -> None:
    noted(5)
    services.sequence_all(at=at)
    services.sign_head(at=at)
    services.cosign(at=at)
    rebuild(keep=3)
    with pytest.raises(StaleDatabase):
        services.sequence_all(at=at)
    opened = services.new_origin(ground="磁盘损坏，恢复了较旧的备份", by="operator:1", at=at)
    assert opened.origin == "huizhi/test/2026-2"
    noted(1)
    assert services.sequence_all(at=at) == 2  # the act itself and the new one
    services.sign_head(at=at)
    assert services.cosign(at=at).cosignatures == 0, "nobody has allowed this origin"
    witness.folder.allow(opened.origin)
    assert services.cosign(at=at).cosignatures == 1
    with seeing():
        told = [n for n in queries.notes_after(-1) if n.kind == "ledger.origin_opened"]
    assert told[0].payload["lost"].startswith("huizhi/test/2026\n5\n")
    assert told[0].payload["closing"].startswith("huizhi/test/2026\n3\n")
    services.export_ledger(tmp_path / "out")
    assert len(verify_folder(tmp_path / "out", keys()).logs) == 2


def test_a_new_year_is_a_new_log_that_begins_with_the_closing_head(
    noted: Noted, witness: Any, tmp_path: Path, at: datetime
) -> None:
    noted(3)
    services.sequence_all(at=at)
    services.sign_head(at=at)
    noted(2)
    new_year = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)  # midnight in Shanghai
    assert services.roll_over(at=datetime(2026, 12, 31, 15, 59, tzinfo=UTC)) is None
    services.sequence_all(at=at)
    noted(4)
    assert services.sequence_all(at=new_year) == 4
    services.sign_head(at=new_year)
    assert [(log.origin, log.base) for log in Log.objects.order_by("base")] == [("huizhi/test/2026", 0), ("huizhi/test/2027", 5)]
    closing = queries.latest_head("huizhi/test/2026")
    assert closing is not None
    assert closing.size == 5
    first = Leaf.objects.get(position=5)
    assert first.note_id is None
    assert bytes(first.digest) == hashlib.sha256((closing.note.partition("\n\n")[0] + "\n").encode()).digest()
    proof = queries.inclusion_proof(7)
    assert (proof.origin, proof.index) == ("huizhi/test/2027", 2)
    services.export_ledger(tmp_path / "out")
    report = verify_folder(tmp_path / "out", keys(), queries.latest_head("huizhi/test/2026").note)  # type: ignore[union-attr]
    assert [log.checkpoint.size for log in report.logs] == [5, 5]


def test_a_rotated_key_signs_beside_the_old_one_until_it_is_retired(noted: Noted, at: datetime) -> None:
    old = services.prepare_keys()
    noted(1)
    new = services.rotate_key(retire=False, by="operator:1", at=at)
    services.sequence_all(at=at)
    services.sign_head(at=at)
    both = queries.latest_head()
    assert both is not None
    assert {s.key_id for s in read_checkpoint(both.note)[1].verified([old, new])} == {old.id, new.id}
    again = services.rotate_key(retire=False, by="operator:1", at=at)
    services.sequence_all(at=at)
    services.sign_head(at=at)
    three = queries.latest_head()
    assert three is not None
    assert len(read_checkpoint(three.note)[1].verified([old, new, again])) == 3, "until somebody says that they may go"
    assert services.retire_keys(by="operator:1", at=at) == again
    services.sequence_all(at=at)
    services.sign_head(at=at)
    one = queries.latest_head()
    assert one is not None
    assert [s.key_id for s in read_checkpoint(one.note)[1].verified([old, new, again])] == [again.id]
    newest = services.rotate_key(retire=True, by="operator:1", at=at)
    services.sequence_all(at=at)
    services.sign_head(at=at)
    head = queries.latest_head()
    assert head is not None
    assert [s.key_id for s in read_checkpoint(head.note)[1].verified([old, new, again, newest])] == [newest.id]
    assert queries.audit() == 5, "old heads verify with old keys"


def test_a_log_that_has_been_signed_is_not_signed_with_a_key_made_on_the_spot(noted: Noted, ledger: Path, at: datetime) -> None:
    noted(1)
    services.sequence_all(at=at)
    services.sign_head(at=at)
    signing = (ledger / "signing").read_text()
    for path in [*ledger.glob("keys/*"), ledger / "signing"]:
        path.unlink()
    noted(1)
    services.sequence_all(at=at)
    with pytest.raises(NoKey):
        services.sign_head(at=at)
    (ledger / "signing").write_text(signing)
    with pytest.raises(NoKey):
        services.sign_head(at=at)
    services.rotate_key(retire=True, by="operator:1", at=at)
    services.sequence_all(at=at)
    assert services.sign_head(at=at) is not None, "a key that is lost is replaced by a recorded act"


def test_keys_are_readable_by_their_owner_alone(ledger: Path) -> None:
    services.prepare_keys()
    assert [p.stat().st_mode & 0o777 for p in ledger.glob("keys/*.key")] == [0o600]
