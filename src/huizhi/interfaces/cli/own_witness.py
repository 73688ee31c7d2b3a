"""The witness beside an instance: where its folder is, under which user it runs, and how it is first introduced.

As root its folder lies outside the instance's and belongs to another user: whoever breaks into the web or the database
cannot read its key. The pointer to it lies in the ledger's folder and so in every backup: an older backup that is restored on
the same machine meets the witness that knows better, and a new instance in an old place meets no old witness.
"""

import os
import pwd
import secrets
import shutil
import socket
from pathlib import Path

from huizhi.lib.merkle.signed_note import VerifierKey
from huizhi.lib.merkle.witness import WitnessFolder, write_durably

POINTER = "witness-home"
ROOTS_PLACE = Path("/var/lib/huizhi")
USERS = ("huizhi-witness", "daemon", "nobody")
NAME = "huizhi.local/witness"


def user() -> str | None:
    """The system user of the witness when this process is root; None otherwise."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next((name for name in (os.environ.get("HUIZHI_WITNESS_USER", ""), *USERS) if name in known), None)


def home(state: Path) -> Path:
    """The witness's folder, or where it will be."""
    pointer = state / "ledger" / POINTER
    if pointer.exists():
        return Path(pointer.read_text(encoding="utf-8").strip())
    return ROOTS_PLACE / f"witness-{secrets.token_hex(8)}" if user() else state / "witness"


def introduce(state: Path, log_key: VerifierKey) -> tuple[VerifierKey, str]:
    """Make the witness at first start, and tell it the log's key that once; returns its key and address.

    A key that the log takes later is entered by the witness's operator: the log cannot do that for itself.
    """
    folder = WitnessFolder(home(state))
    if not (folder.folder / "key").exists():
        (state / "ledger" / POINTER).unlink(missing_ok=True)  # restored on another machine: the old one is not here
        folder = WitnessFolder(home(state))
        folder.create(f"{NAME}-{secrets.token_hex(4)}")
        folder.trust(log_key)
        write_durably(state / "ledger" / POINTER, f"{folder.folder}\n".encode())
    _choose_port(folder.folder)
    _give_away(folder.folder)
    return folder.key().verifier, f"http://127.0.0.1:{port(folder.folder)}"


def port(folder: Path) -> int:
    """The port that was chosen at the last start."""
    return int((folder / "port").read_text(encoding="ascii"))


def _choose_port(folder: Path) -> None:
    """Keep the last port while it is free."""
    last = port(folder) if (folder / "port").exists() else 0
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", last))
        except OSError:
            probe.bind(("127.0.0.1", 0))
        chosen = probe.getsockname()[1]
    write_durably(folder / "port", f"{chosen}\n".encode())


def _give_away(folder: Path) -> None:
    name = user()
    if name is None:
        return
    ROOTS_PLACE.chmod(0o755)
    for path in [folder, *folder.rglob("*")]:
        shutil.chown(path, name)
    folder.chmod(0o700)
