"""An act id is chosen by the sender of a form or a POST: the same id by the same account acts once.

Claim and outcome stand in the transaction of the act itself: if the act is undone, so is the claim; if a second request
with the same id arrives meanwhile, it waits on the unique key, and then finds the outcome or, after a failure, acts itself.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from huizhi.kernel.access.models import ActDone
from huizhi.kernel.access.services.refusals import AlreadyDone
from huizhi.kernel.access.types import Viewer

KEPT = timedelta(days=30)
AT_ONCE = 5_000


@dataclass(frozen=True)
class Outcome:
    """What the first request was answered with."""

    status: int
    location: str
    content_type: str
    body: bytes


_CLAIM = """
insert into access_actdone (account_id, act_id, request_digest, at, status, location, content_type, body)
values (%s, %s, %s, %s, 0, '', '', '') on conflict (account_id, act_id) do nothing returning id
"""


def begin_act(*, act_id: str, request_digest: str, by: Viewer, at: datetime) -> Outcome | None:
    """Claim an act id: None when the act is to be done now, its outcome when it was done before."""
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [by.account, act_id, request_digest, at])
        if cursor.fetchone() is not None:
            return None
    done = ActDone.objects.get(account_id=by.account, act_id=act_id)
    if done.request_digest != request_digest:
        raise AlreadyDone(
            "这份表单已经提交过，这次的内容与上次不同，没有再次办理",
            rule="一次操作一个标识",
            remedy="请打开新的表单填写；接口调用请为新的请求使用新的 Idempotency-Key",
        )
    return Outcome(done.status, done.location, done.content_type, bytes(done.body))


def finish_act(*, act_id: str, outcome: Outcome, by: Viewer) -> None:
    """Keep the outcome beside the claim."""
    ActDone.objects.filter(account_id=by.account, act_id=act_id).update(
        status=outcome.status,
        location=outcome.location[:500],
        content_type=outcome.content_type[:100],
        body=outcome.body,
    )


def give_back_act(*, act_id: str, by: Viewer) -> None:
    """Nothing was done under this id: the corrected form may use it again."""
    ActDone.objects.filter(account_id=by.account, act_id=act_id).delete()


def forget_acts(*, at: datetime) -> int:
    """Delete what nobody will send again: acts older than `KEPT`; called in a scope that sees all accounts. Returns how many."""
    total = 0
    while True:
        # By ids in an array: a subquery with a limit inside DELETE is planned as a loop.
        ids = list(ActDone.objects.filter(at__lt=at - KEPT).order_by("at").values_list("pk", flat=True)[:AT_ONCE])
        if not ids:
            return total
        total += ActDone.objects.filter(pk__in=ids).delete()[0]
