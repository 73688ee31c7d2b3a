"""The inbox of each account, how it wants to be reached, and what waits to be sent."""

import uuid as uuids

from django.db import models

from huizhi.kernel.notices.types import CHANNELS_ZH, NOBODYS, SENDING_ZH, Channel, Sending
from huizhi.lib.table_class import TableClass


class Message(models.Model):
    """站内消息. Kept as kind and data; the words are made when it is read, in the reader's language.

    Seen by the account alone: the scope code is nobody's.
    """

    table_class = TableClass.SCOPED
    scope_account = "account"
    app_rights = "select, update"  # written by notices_post alone

    uuid = models.UUIDField("标识", default=uuids.uuid4, unique=True, editable=False)
    scope_code = models.CharField("管辖范围码", max_length=12, db_collation="C", default=NOBODYS)
    account = models.UUIDField("账户")
    kind = models.CharField("消息种类", max_length=80)
    data = models.JSONField("内容", default=dict)
    link = models.CharField("链接", max_length=300, blank=True)
    key = models.CharField("唯一键", max_length=120, blank=True)
    at = models.DateTimeField("时间")
    read_at = models.DateTimeField("阅读时间", null=True, blank=True)

    class Meta:
        verbose_name = "站内消息"
        constraints = [
            models.UniqueConstraint(fields=["account", "kind", "key"], condition=~models.Q(key=""), name="notice_once_a_key")
        ]
        indexes = [
            models.Index(fields=["account", "-id"], name="inbox"),
            models.Index(fields=["account"], condition=models.Q(read_at=None), name="inbox_unread"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.uuid}"


class Reach(models.Model):
    """接收方式: where an account can be reached outside the house, and for which kinds of notice it does not want that."""

    table_class = TableClass.SCOPED
    scope_account = "account"

    account = models.UUIDField("账户", primary_key=True)
    scope_code = models.CharField("管辖范围码", max_length=12, db_collation="C", default=NOBODYS)
    mail = models.CharField("电子邮箱", max_length=200, blank=True)
    sms = models.CharField("手机号码", max_length=20, blank=True)
    not_by_mail = models.JSONField("不用邮件的种类", default=list)
    not_by_sms = models.JSONField("不用短信的种类", default=list)

    class Meta:
        verbose_name = "接收方式"

    def __str__(self) -> str:
        return f"{self.account}"


class Outgoing(models.Model):
    """待发信件: one letter by one channel, until it is sent, refused or given up. Seen by the house alone."""

    table_class = TableClass.SCOPED

    uuid = models.UUIDField("标识", default=uuids.uuid4, unique=True, editable=False)
    scope_code = models.CharField("管辖范围码", max_length=12, db_collation="C", default=NOBODYS)
    message = models.ForeignKey(Message, verbose_name="消息", on_delete=models.PROTECT, related_name="letters")
    channel = models.CharField("方式", max_length=8, choices=[(c.value, CHANNELS_ZH[c]) for c in Channel])
    to = models.CharField("地址", max_length=200)
    subject = models.CharField("标题", max_length=200)
    body = models.TextField("正文")
    state = models.CharField("状态", max_length=12, choices=[(s.value, SENDING_ZH[s]) for s in Sending], default=Sending.WAITING)
    attempts = models.PositiveSmallIntegerField("已试次数", default=0)
    next_at = models.DateTimeField("下次发送")
    sent_at = models.DateTimeField("发出时间", null=True, blank=True)
    receipt = models.CharField("对方编号", max_length=120, blank=True)
    error = models.CharField("错误", max_length=200, blank=True)

    class Meta:
        verbose_name = "待发信件"
        constraints = [models.UniqueConstraint(fields=["message", "channel"], name="letter_once_a_channel")]
        indexes = [models.Index(fields=["next_at", "id"], condition=models.Q(state="waiting"), name="letters_due")]

    def __str__(self) -> str:
        return f"{self.uuid}"
