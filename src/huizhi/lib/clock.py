"""The only reader of the clock."""

import time
from datetime import UTC, datetime


def now() -> datetime:
    """This instant, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 (this is the one place)


def unix_seconds() -> int:
    """Whole seconds since 1970-01-01T00:00:00Z."""
    return int(time.time())  # noqa: TID251 (this is the one place)
