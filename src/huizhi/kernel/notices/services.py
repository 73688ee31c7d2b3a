"""Acts on notices: tell an account something, read, say how one wants to be reached."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection

from huizhi.kernel.notices.models import Message, Reach
from huizhi.kernel.notices.sending import Sent, outlets_are, send_due
from huizhi.kernel.notices.types import BadAddress, UnknownNotice
from huizhi.kernel.notices.wording import kind_of, notice_kinds

__all__ = ["Notice", "Sent", "Wish", "mark_all_read", "mark_read", "outlets_are", "reach_me", "send_due", "tell", "tell_many"]

_MAIL = re.compile(r"[^@\s,;<>\"]{1,64}@[A-Za-z0-9.-]{1,180}\.[A-Za-z]{2,}")
_MOBILE = re.compile(r"(?:\+86)?1[3-9]\d{9}")
AT_ONCE = 2_000


@dataclass(frozen=True, kw_only=True)
class Notice:
    """One notice to one account. With a `key` the same notice is posted once, however often it is told."""

    account: str
    kind: str
    data: Mapping[str, str | int]
    link: str = ""
    key: str = ""


def tell(*, account: str, kind: str, data: Mapping[str, str | int], at: datetime, link: str = "", key: str = "") -> int:
    """Tell one account; returns 1, or 0 where it has been told before."""
    return tell_many([Notice(account=account, kind=kind, data=data, link=link, key=key)], at=at)


def tell_many(notices: Iterable[Notice], *, at: datetime) -> int:
    """Tell many accounts, in the transaction of the act that is told; returns how many notices are new."""
    rows = [_row(notice, at=at) for notice in notices]
    posted = 0
    with connection.cursor() as cursor:
        for start in range(0, len(rows), AT_ONCE):
            cursor.execute("select notices_post(%s::jsonb)", [json.dumps(rows[start : start + AT_ONCE], ensure_ascii=False)])
            posted += int(cursor.fetchone()[0])
    return posted


def _row(notice: Notice, *, at: datetime) -> dict[str, object]:
    kind = kind_of(notice.kind)
    missing = kind.fields - notice.data.keys()
    if missing:
        raise UnknownNotice(f"消息“{kind.name}”缺少：{'、'.join(sorted(missing))}")
    if notice.link and not notice.link.startswith("/"):
        raise UnknownNotice(f"消息“{kind.name}”的链接不是本平台地址")
    title, body = kind.zh.filled(notice.data)
    return {
        "account": notice.account,
        "kind": notice.kind,
        "data": dict(notice.data),
        "link": notice.link,
        "key": notice.key,
        "at": at.isoformat(),
        "title": title,
        "body": body,
        "channels": list(kind.channels),
    }


def mark_read(*, uuid: str, account: str, at: datetime) -> Message | None:
    """Mark one message of an account as read; None where it has none such."""
    Message.objects.filter(uuid=uuid, account=account, read_at=None).update(read_at=at)
    return Message.objects.filter(uuid=uuid, account=account).first()


def mark_all_read(*, account: str, at: datetime) -> int:
    """Mark everything in an account's inbox as read."""
    return Message.objects.filter(account=account, read_at=None).update(read_at=at)


@dataclass(frozen=True, kw_only=True)
class Wish:
    """How an account wants to be reached."""

    mail: str = ""
    sms: str = ""
    not_by_mail: Sequence[str] = field(default=())
    not_by_sms: Sequence[str] = field(default=())


def reach_me(*, account: str, wish: Wish, at: datetime) -> Reach:
    """Keep the addresses of an account and the kinds of notice that it does not want by them."""
    if wish.mail and not _MAIL.fullmatch(wish.mail):
        raise BadAddress("这不是电子邮箱地址", remedy="应如 name@example.cn")
    if wish.sms and not _MOBILE.fullmatch(wish.sms):
        raise BadAddress("这不是手机号码", remedy="应为11位手机号码")
    known = notice_kinds()
    wish_of = {
        "mail": wish.mail,
        "sms": wish.sms,
        "not_by_mail": [kind for kind in wish.not_by_mail if kind in known],
        "not_by_sms": [kind for kind in wish.not_by_sms if kind in known],
    }
    reach, _ = Reach.objects.update_or_create(account=account, defaults=wish_of)
    return reach
