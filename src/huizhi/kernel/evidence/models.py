"""Pieces of evidence and what happened to each. The content lies in the file store under its own digest."""

import uuid as uuids

from django.db import models

from huizhi.kernel.evidence.types import ACTS_ZH, Act
from huizhi.lib.table_class import TableClass


class Item(models.Model):
    """证据材料: one file as it was received, by whom, for what. Its content never changes (a trigger keeps it so)."""

    table_class = TableClass.SCOPED

    uuid = models.UUIDField("标识", default=uuids.uuid4, unique=True, editable=False)
    scope_code = models.CharField("管辖范围码", max_length=12, db_collation="C")
    kind = models.CharField("种类", max_length=20)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveBigIntegerField("字节数")
    media_type = models.CharField("内容类型", max_length=100)
    name = models.CharField("原文件名", max_length=200)
    subject = models.CharField("对象", max_length=120, blank=True)
    note = models.CharField("说明", max_length=500, blank=True)
    metadata = models.JSONField("文件自带信息", default=dict)
    received_at = models.DateTimeField("接收时间")
    received_by = models.CharField("接收人", max_length=120)
    sealed_at = models.DateTimeField("封存时间", null=True, blank=True)

    class Meta:
        verbose_name = "证据材料"
        constraints = [models.CheckConstraint(condition=~models.Q(scope_code=""), name="evidence_has_a_scope")]
        indexes = [
            models.Index(fields=["subject", "-id"], name="evidence_of_subject"),
            models.Index(fields=["sha256"], name="evidence_by_digest"),
        ]

    def __str__(self) -> str:
        return f"{self.uuid}"


class Custody(models.Model):
    """保管记录: one thing that happened to a piece of evidence; each row carries the digest of the row before."""

    table_class = TableClass.CHILD
    child_of = "item"
    append_only = True

    item = models.ForeignKey(Item, verbose_name="证据材料", on_delete=models.PROTECT, related_name="custody")
    n = models.PositiveIntegerField("序号")
    act = models.CharField("行为", max_length=12, choices=[(a.value, ACTS_ZH[a]) for a in Act])
    at = models.DateTimeField("时间")
    by = models.CharField("行为人", max_length=120)
    why = models.CharField("事由", max_length=300, blank=True)
    before = models.CharField("上一条摘要", max_length=64, blank=True)
    digest = models.CharField("本条摘要", max_length=64)

    class Meta:
        verbose_name = "保管记录"
        constraints = [models.UniqueConstraint(fields=["item", "n"], name="custody_in_order")]

    def __str__(self) -> str:
        return f"{self.item_id} {self.n} {self.act}"
