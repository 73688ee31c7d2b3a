"""Answers about notices: the inbox of an account, how it is reached, how sending goes."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min

from huizhi.kernel.notices.models import Message, Outgoing, Reach
from huizhi.kernel.notices.types import Sending, UnknownNotice
from huizhi.kernel.notices.wording import NoticeKind, kind_of, notice_kinds


@dataclass(frozen=True)
class Line:
    """One message in words."""

    uuid: str
    title: str
    body: str
    link: str
    at: datetime
    is_read: bool
    id: int


def inbox(
    *, account: str, english: bool = False, unread_only: bool = False, before: int | None = None, limit: int = 50
) -> list[Line]:
    """A page of an account's inbox, newest first; `before` is the id of the last line of the page before."""
    found = Message.objects.filter(account=account).order_by("-id")
    if unread_only:
        found = found.filter(read_at=None)
    if before is not None:
        found = found.filter(pk__lt=before)
    return [_line(message, english) for message in found[:limit]]


def _line(message: Message, english: bool) -> Line:
    try:
        kind = kind_of(message.kind)
        title, body = (kind.en if english else kind.zh).filled(message.data)
    except UnknownNotice:  # posted by another version of the program
        title, body = message.kind, ""
    return Line(str(message.uuid), title, body, message.link, message.at, message.read_at is not None, message.pk)


def unread(*, account: str) -> int:
    """How many messages an account has not read."""
    return Message.objects.filter(account=account, read_at=None).count()


def reach(*, account: str) -> Reach | None:
    """How an account wants to be reached, or None where it has said nothing."""
    return Reach.objects.filter(account=account).first()


def kinds_by_channel() -> list[NoticeKind]:
    """The kinds of notice that can leave the house."""
    return [kind for kind in notice_kinds().values() if kind.channels]


@dataclass(frozen=True)
class Outbox:
    """How sending goes, for the operator: no address, no words."""

    waiting: int
    oldest: datetime | None
    counts: dict[str, int]


def outbox() -> Outbox:
    """How many letters wait, since when, and how the others ended. In the scope of the house alone."""
    counts = dict(Outgoing.objects.values_list("state").annotate(Count("id")))
    oldest = Outgoing.objects.filter(state=Sending.WAITING).aggregate(Min("next_at"))["next_at__min"]
    return Outbox(counts.get(Sending.WAITING, 0), oldest, {str(state): n for state, n in counts.items()})
