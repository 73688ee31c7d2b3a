"""The chain of custody: each row's digest covers everything it says and the digest of the row before."""

import json
from hashlib import sha256

from huizhi.kernel.evidence.models import Custody


def digest_of(row: Custody) -> str:
    """The digest of a row of custody, over everything it says and the digest of the row before."""
    told = [str(row.item.uuid), row.item.sha256, row.n, str(row.act), row.at.isoformat(), row.by, row.why, row.before]
    return sha256(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
