"""Acts on the ledger: note, sequence, sign, cosign, tell listeners, erase, rotate, begin anew.

`note` and `note_many` are for every room; the rest is for the process that keeps the log (`huizhi ledger serve`), for the
worker that tells listeners, and for the operator.
"""

from datetime import datetime
from pathlib import Path

from huizhi.kernel.ledger.cosigning import Cosigned, compare_with_witnesses, cosign
from huizhi.kernel.ledger.exporting import export_ledger
from huizhi.kernel.ledger.keeping import LedgerFolder, key_name, ledger_folder
from huizhi.kernel.ledger.listening import deliver
from huizhi.kernel.ledger.sequencing import BATCH, sequence
from huizhi.kernel.ledger.serving import Keeper, Listeners
from huizhi.kernel.ledger.signing import new_origin, retire_keys, roll_over, rotate_key, sign_head
from huizhi.kernel.ledger.writing import erase_payload, note, note_many
from huizhi.lib.merkle.signed_note import VerifierKey

__all__ = [
    "BATCH",
    "Cosigned",
    "Keeper",
    "Listeners",
    "add_witness",
    "compare_with_witnesses",
    "cosign",
    "deliver",
    "erase_payload",
    "export_ledger",
    "mark_restored",
    "new_origin",
    "note",
    "note_many",
    "prepare_keys",
    "retire_keys",
    "roll_over",
    "rotate_key",
    "sequence",
    "sequence_all",
    "sign_head",
]


def sequence_all(*, at: datetime, batch: int = BATCH) -> int:
    """Place everything that has been committed; how many notes."""
    roll_over(at=at)
    total = 0
    while taken := sequence(at=at, batch=batch):
        total += taken
        if taken < batch:
            break
    return total


def prepare_keys(folder: Path | None = None) -> VerifierKey:
    """Make the log's signing key, once; returns the key that verifies it. Needs no database."""
    place = LedgerFolder(folder) if folder is not None else ledger_folder()
    if not place.has_keys():
        place.make_key(key_name())
    return place.signing_keys()[0].verifier


def add_witness(*, key: str, url: str) -> None:
    """Have this witness cosign from now on."""
    ledger_folder().add_witness(VerifierKey.parse(key), url)


def mark_restored() -> None:
    """Called by a restore: nothing is sequenced or signed before a witness has been asked."""
    ledger_folder().mark_restored()
