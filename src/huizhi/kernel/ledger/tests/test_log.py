"""The log: places after commit, heads read back before they are signed, proofs."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from huizhi.kernel.ledger import queries, services
from huizhi.kernel.ledger.models import Checkpoint, Head, Leaf, Note, Tile
from huizhi.kernel.ledger.types import (
    NewNote,
    NotInLedger,
    TreeDamaged,
)
from huizhi.lib.merkle.receipt import Receipt, verify_receipt
from huizhi.lib.merkle.signed_note import VerifierKey
from huizhi.lib.merkle.tree import leaf_hash, root_of, verify_consistency, verify_inclusion

Noted = Callable[[int], list[Note]]
Seeing = Callable[..., AbstractContextManager[None]]


def many(count: int, at: datetime) -> None:
    with transaction.atomic():
        services.note_many(NewNote("test.happened", f"thing:{n}", {"n": n}, at) for n in range(count))


def keys() -> list[VerifierKey]:
    return [VerifierKey.parse(k) for k in queries.public_page().keys]


def test_the_tree_in_the_database_is_the_tree_of_its_leaves(ledger: Path, at: datetime) -> None:
    for count in (1, 254, 1, 3, 700):
        many(count, at)
        assert services.sequence_all(at=at) == count
        services.sign_head(at=at)
    digests = [bytes(d) for d in Leaf.objects.order_by("position").values_list("digest", flat=True)]
    head = queries.latest_head()
    assert head is not None
    assert (head.origin, head.size) == ("huizhi/test/2026", 959)
    assert head.root == root_of(leaf_hash(d) for d in digests)
    for old in (1, 255, 256, 259):
        proof = queries.consistency_proof(old)
        verify_consistency(old, 959, proof.hashes, root_of(leaf_hash(d) for d in digests[:old]), head.root)
    for position in (0, 255, 256, 958):
        inclusion = queries.inclusion_proof(position)
        verify_inclusion(leaf_hash(digests[position]), position, 959, inclusion.hashes, head.root)


def test_small_batches_give_the_same_tree_as_one(ledger: Path, at: datetime) -> None:
    many(300, at)
    while services.sequence(at=at, batch=7):
        pass
    services.sign_head(at=at)
    assert queries.audit() == 300


def test_nothing_new_gives_no_new_head(noted: Noted, at: datetime) -> None:
    assert services.sign_head(at=at) is None
    noted(1)
    services.sequence_all(at=at)
    assert services.sign_head(at=at) is not None
    assert services.sequence_all(at=at) == 0
    assert services.sign_head(at=at) is None
    assert Checkpoint.objects.count() == 1


def test_a_receipt_is_verified_offline(noted: Noted, witness: Any, seeing: Seeing, at: datetime) -> None:
    made = noted(5)
    services.sequence_all(at=at)
    with seeing(), pytest.raises(NotInLedger):
        queries.receipt(made[3].pk)
    services.sign_head(at=at)
    assert services.cosign(at=at).cosignatures == 1
    with seeing():
        text = queries.receipt(made[3].pk).encode()
    verified = verify_receipt(Receipt.parse(text), keys(), [witness.folder.key().verifier])
    assert verified.index == 3
    assert verified.entry["subject"] == "thing:3"
    assert [name for name, _ in verified.cosigned] == ["witness.test/w1"]


def test_a_receipt_is_not_given_to_whom_the_note_is_not_shown(noted: Noted, at: datetime) -> None:
    (made,) = noted(1)
    services.sequence_all(at=at)
    services.sign_head(at=at)
    with pytest.raises(NotInLedger):
        queries.receipt(made.pk)


def test_two_sequencers_do_not_work_at_once(server: Any, db: str, noted: Noted, at: datetime) -> None:
    noted(2)
    with server.connect("hz_app", db) as other, other.transaction():
        other.execute("select pg_advisory_xact_lock(%s)", [0x68_7A_6C_65_64_67_65_72])
        assert services.sequence(at=at) == 0
    assert services.sequence(at=at) == 2


@pytest.mark.parametrize("change", ["tile", "leaf", "parent", "head"])
def test_a_flipped_bit_is_found_before_anything_is_signed(ledger: Path, superuser: Any, at: datetime, change: str) -> None:
    many(600, at)
    services.sequence_all(at=at)
    flips = {
        "tile": "update ledger_tile set h = set_bit(h, 4001, 1 - get_bit(h, 4001)) where level = 0 and n = 1",
        "parent": "update ledger_tile set h = set_bit(h, 300, 1 - get_bit(h, 300)) where level = 1",
        "leaf": 'update ledger_leaf set digest = set_bit(digest, 9, 1 - get_bit(digest, 9)) where "position" = 300',
        "head": "update ledger_head set root = set_bit(root, 9, 1 - get_bit(root, 9))",
    }
    superuser.execute("set session_replication_role = replica")
    superuser.execute(flips[change])
    with pytest.raises(TreeDamaged):
        services.sign_head(at=at)
    assert Checkpoint.objects.count() == 0


def test_a_proof_takes_two_statements_and_a_handful_of_tiles(ledger: Path, at: datetime) -> None:
    many(3_000, at)
    services.sequence_all(at=at)
    services.sign_head(at=at)
    for prove in (queries.inclusion_proof, queries.consistency_proof):
        with CaptureQueriesContext(connection) as asked:
            proof = prove(1_234)
        assert len(asked) == 2, [query["sql"] for query in asked]
        assert 1 < len(proof.hashes) <= 24
    for nowhere in (-1, 3_000):
        with pytest.raises(NotInLedger):
            queries.inclusion_proof(nowhere)
    for nowhere in (0, 3_001):
        with pytest.raises(NotInLedger):
            queries.consistency_proof(nowhere)


def test_health_shows_what_waits(noted: Noted, at: datetime) -> None:
    noted(3)
    health = queries.health(at=at)
    assert (health.queued, health.leaves, health.signed_at, health.cosigned_age_seconds) == (3, 0, None, None)
    assert health.oldest_queued is not None
    services.sequence_all(at=at)
    assert queries.health(at=at).queued == 0
    assert queries.public_page().head is None
    assert Head.objects.get().size == 3
    assert Tile.objects.count() == 1
