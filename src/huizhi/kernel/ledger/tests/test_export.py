"""The exported ledger, and what a superuser with the stolen key can and cannot do."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from huizhi.kernel.ledger import queries, services
from huizhi.kernel.ledger.models import Note
from huizhi.kernel.ledger.types import (
    RowsDisagree,
    StaleDatabase,
)
from huizhi.lib.merkle.folder import LedgerRefused, verify_folder
from huizhi.lib.merkle.signed_note import VerifierKey

Noted = Callable[[int], list[Note]]
Seeing = Callable[..., AbstractContextManager[None]]


def keys() -> list[VerifierKey]:
    return [VerifierKey.parse(k) for k in queries.public_page().keys]


def test_an_exported_ledger_names_nobody_and_is_verified_without_a_database(
    noted: Noted, witness: Any, tmp_path: Path, at: datetime
) -> None:
    made = noted(300)
    services.sequence_all(at=at)
    services.sign_head(at=at)
    services.cosign(at=at)
    services.export_ledger(tmp_path / "out")
    report = verify_folder(tmp_path / "out", keys())
    assert report.logs[0].checkpoint.size == 300
    assert report.logs[0].cosigned
    everything = b"".join(p.read_bytes() for p in (tmp_path / "out").rglob("*") if p.is_file())
    assert b"thing:" not in everything
    assert str(made[0].pk).encode() not in everything


OF_TWO = "(select uuid from ledger_note where subject = 'thing:2')"
TAMPERED = {
    "entry": "update ledger_note set entry = overlay(entry placing 'x'::bytea from 20) where subject = 'thing:2'",
    "subject": "update ledger_note set subject = 'thing:9' where subject = 'thing:2'",
    "payload": f"update ledger_notepayload set payload = '{{}}' where note_id = {OF_TWO}",
    "erased": "update ledger_notepayload set payload = null, salt = null",
    "deleted": "delete from ledger_note where subject = 'thing:2'",
}


@pytest.mark.parametrize("how", TAMPERED)
def test_rows_that_contradict_their_leaf_are_not_exported(
    noted: Noted, superuser: Any, tmp_path: Path, at: datetime, how: str
) -> None:
    noted(4)
    services.sequence_all(at=at)
    services.sign_head(at=at)
    superuser.execute("set session_replication_role = replica")
    superuser.execute(TAMPERED[how])
    with pytest.raises(RowsDisagree):
        services.export_ledger(tmp_path / "out")
    assert not (tmp_path / "out").exists()
    with pytest.raises(RowsDisagree):
        queries.audit()


REWRITTEN = {
    "edited": (6, "update ledger_leaf set digest = sha256('forged'), note_id = null where \"position\" = 1"),
    "deleted": (
        6,
        (
            'delete from ledger_leaf where "position" = 1;'
            ' update ledger_leaf set "position" = - "position" where "position" > 1;'
            ' update ledger_leaf set "position" = - "position" - 1 where "position" < 0'
        ),
    ),
    "reordered": (
        6,
        (
            'update ledger_leaf set "position" = -1 where "position" = 1;'
            ' update ledger_leaf set "position" = 1 where "position" = 2;'
            ' update ledger_leaf set "position" = 2 where "position" = -1'
        ),
    ),
    "truncated": (4, ""),
}


@pytest.mark.parametrize("how", REWRITTEN)
def test_a_superuser_with_the_stolen_key_rebuilds_everything_and_is_refused_by_a_head_kept_elsewhere(
    noted: Noted, witness: Any, rebuild: Any, ledger: Path, tmp_path: Path, at: datetime, how: str
) -> None:
    noted(6)
    services.sequence_all(at=at)
    services.sign_head(at=at)
    services.cosign(at=at)
    kept = queries.latest_head()
    assert kept is not None
    keep, forge = REWRITTEN[how]
    rebuild(keep=keep, forge=forge)
    for name in ("last-signed", "last-cosigned"):
        (ledger / name).unlink()
    services.sign_head(at=at)
    services.export_ledger(tmp_path / "out")
    report = verify_folder(tmp_path / "out", keys())
    assert report.extends is None, "alone, the forgery is consistent and signed: that much and no more is proved"
    with pytest.raises(LedgerRefused, match=r"过去被改动|截短"):
        verify_folder(tmp_path / "out", keys(), kept.note)
    for act in (services.cosign, lambda at: services.compare_with_witnesses()):
        with pytest.raises(StaleDatabase):
            act(at=at)
