"""The bytes of entries: page, vectors and code say the same, and the vectors follow from the page by hashlib and json alone."""

import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from huizhi.lib import entries
from huizhi.lib.merkle.checkpoint import read_checkpoint
from huizhi.lib.merkle.signed_note import SigningKey, VerifierKey
from huizhi.lib.merkle.tree import leaf_hash, root_of

ROOT = Path(__file__).resolve().parents[4]
VECTORS: dict[str, Any] = json.loads((ROOT / "tests" / "vectors" / "entries" / "entries.json").read_text(encoding="utf-8"))
ENTRIES: list[dict[str, str]] = VECTORS["entries"]
PAGE = (ROOT / "docs" / "reference" / "entry-format.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("vector", ENTRIES, ids=lambda v: v["name"])
def test_a_vector_follows_from_the_page_without_our_code(vector: dict[str, str]) -> None:
    payload, entry = vector["payload"].encode(), vector["entry"].encode()
    committed = hashlib.sha256(b"hz/1/pc\n" + bytes.fromhex(vector["salt"]) + payload).hexdigest()
    assert committed == vector["commitment"] == json.loads(entry)["payload"]
    digest = hashlib.sha256(entry).digest()
    assert digest.hex() == vector["digest"]
    assert hashlib.sha256(b"\x00" + digest).hexdigest() == vector["leaf"]
    for text in (payload, entry):
        again = json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert again.encode() == text, "in the narrow form, sorted JSON without spaces is JCS"


@pytest.mark.parametrize("vector", ENTRIES, ids=lambda v: v["name"])
def test_the_code_writes_the_vector(vector: dict[str, str]) -> None:
    said = json.loads(vector["entry"])
    at = datetime.fromisoformat(said["at"]).astimezone(timezone(timedelta(hours=8)))
    payload = entries.commitment(bytes.fromhex(vector["salt"]), vector["payload"].encode())
    if said["format"] == "hz/1/note":
        written = entries.note_entry(
            uuid=UUID(said["uuid"]), kind=said["kind"], subject=said["subject"], at=at, build=said["build"], payload=payload
        )
    else:
        step = entries.MatterStep(
            procedure_digest=bytes.fromhex(said["procedure"]),
            action=said["action"],
            source=said["source"],
            target=said["target"],
            rules=[entries.Rule(r["id"], bytes.fromhex(r["value"])) for r in said["rules"]],
        )
        written = entries.matter_entry(
            matter=UUID(said["matter"]),
            n=said["n"],
            before=bytes.fromhex(said["before"]),
            step=step,
            at=at,
            build=said["build"],
            payload=payload,
        )
    assert written.decode() == vector["entry"]


def test_the_entries_of_a_matter_are_a_chain() -> None:
    first, second = ENTRIES[1], ENTRIES[2]
    assert json.loads(first["entry"])["before"] == "0" * 64
    assert json.loads(second["entry"])["before"] == first["digest"]


def test_the_tree_and_its_head_are_those_of_the_vectors() -> None:
    root = root_of(leaf_hash(bytes.fromhex(v["digest"])) for v in ENTRIES)
    head, note = read_checkpoint(VECTORS["checkpoint"])
    assert root == head.root == bytes.fromhex(VECTORS["root"])
    keys = [VerifierKey.parse(VECTORS["log_key"]), VerifierKey.parse(VECTORS["witness_key"])]
    assert len(note.demand(keys)) == 2
    assert SigningKey("huizhi/test", 1, bytes.fromhex(VECTORS["log_seed"])).verifier == keys[0]
    assert hashlib.sha256(head.text().encode()).hexdigest() == VECTORS["next_origin_first_leaf"]


def test_the_page_shows_every_vector() -> None:
    shown = [v[k] for v in ENTRIES for k in ("salt", "payload", "commitment", "entry", "digest", "leaf")]
    shown += [VECTORS[k] for k in ("root", "log_key", "witness_key", "checkpoint", "next_origin_first_leaf")]
    assert [text for text in shown if text not in PAGE] == []


def test_an_entry_is_refused_without_zone_number_or_full_salt() -> None:
    with pytest.raises(ValueError, match="zone"):
        entries.instant(datetime(2026, 3, 2))  # noqa: DTZ001 (that is the point)
    with pytest.raises(ValueError, match="32 bytes"):
        entries.commitment(b"short", b"{}")
    at = datetime(2026, 3, 2, tzinfo=UTC)
    step = entries.MatterStep(bytes(32), action="a", source="b", target="c")
    for n, before in ((0, bytes(32)), (1, b"\x01" * 32), (2, bytes(31))):
        with pytest.raises(ValueError, match="entr"):
            entries.matter_entry(
                matter=UUID(int=1),
                n=n,
                before=before,
                step=step,
                at=at,
                build="x",
                payload=bytes(32),
            )
