"""What this room tells the ledger: kinds, and subjects without names."""

import logging
from collections.abc import Mapping
from datetime import datetime

log = logging.getLogger("huizhi.access")


def note(kind: str, subject: str, payload: Mapping[str, object], *, at: datetime, scope_code: str = "") -> None:
    """Say that an act of consequence was done."""
    log.info("%s %s", kind, subject, extra={"kind": kind})
