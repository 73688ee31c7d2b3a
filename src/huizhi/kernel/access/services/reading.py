"""The log of readings: whoever shows sensitive data says so here, in the transaction that reads it."""

from collections.abc import Iterable
from datetime import datetime
from itertools import islice
from uuid import UUID

from huizhi.kernel.access.models import Reading
from huizhi.kernel.access.services.refusals import NoPurpose
from huizhi.kernel.access.types import EVERYTHING, Kind, Viewer
from huizhi.kernel.ledger.types import WHOLE

AT_ONCE = 1000  # subjects in one row: a page is one row, a whole export few


def log_reading(*, kind: str, subjects: Iterable[str], purpose: str, by: Viewer, at: datetime, act_id: str = "") -> int:
    """Record that `by` reads these subjects (as "room:key"), and why; returns how many subjects there were."""
    if not purpose.strip():
        raise NoPurpose("查阅敏感数据须说明目的", rule="敏感数据查阅", remedy="请填写查阅目的")
    left, count = iter(subjects), 0
    while part := list(islice(left, AT_ONCE)):
        Reading.objects.create(
            scope_code=_place(by),
            account_uuid=UUID(by.account_uuid) if by.account_uuid else UUID(int=0),
            name=by.name,
            kind=kind,
            subjects=part,
            purpose=purpose[:300],
            act_id=act_id,
            at=at,
        )
        count += len(part)
    return count


def _place(by: Viewer) -> str:
    if by.kind is Kind.SYSTEM or by.bounds == EVERYTHING:
        return WHOLE
    return by.scope_code or WHOLE
