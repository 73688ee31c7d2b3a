"""Sealed identities, and the requests to open them."""

import uuid as uuids

from django.db import models

from huizhi.lib.table_class import TableClass


class SealedIdentity(models.Model):
    """密封身份: who a reporter or witness is, encrypted. The application can neither read nor write this table.

    `access_seal` writes a row; `access_open_sealed` gives one back, once, for a request that two persons have made.
    """

    table_class = TableClass.SEALED

    uuid = models.UUIDField("标识", primary_key=True, editable=False)
    subject = models.CharField("所属事项", max_length=120)
    scope_code = models.CharField("管辖范围码", max_length=12, db_collation="C")
    key_id = models.CharField("密钥标识", max_length=40)
    ciphertext = models.BinaryField("密文")
    sealed_at = models.DateTimeField("密封时间")
    sealed_by = models.CharField("密封人", max_length=120)

    class Meta:
        verbose_name = "密封身份"

    def __str__(self) -> str:
        return f"{self.subject}"


class OpeningRequest(models.Model):
    """开启申请: one person asks with a reason, another one approves, and the asker may then read once, for a while."""

    table_class = TableClass.SCOPED

    uuid = models.UUIDField("标识", default=uuids.uuid4, unique=True, editable=False)
    identity_uuid = models.UUIDField("密封身份")
    scope_code = models.CharField("管辖范围码", max_length=12, db_collation="C", db_index=True)
    subject = models.CharField("所属事项", max_length=120)
    reason = models.CharField("开启理由", max_length=400)
    asked_by = models.UUIDField("申请账户")
    asked_name = models.CharField("申请人", max_length=120)
    asked_at = models.DateTimeField("申请时间")
    decided_by = models.UUIDField("决定账户", null=True, blank=True)
    decided_name = models.CharField("决定人", max_length=120, blank=True)
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    approved = models.BooleanField("是否批准", null=True)
    read_until = models.DateTimeField("可开启至", null=True, blank=True)
    opened_at = models.DateTimeField("开启时间", null=True, blank=True)

    class Meta:
        verbose_name = "开启申请"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("asked_by")),
                name="opening_takes_two_persons",
            ),
            models.CheckConstraint(
                condition=models.Q(opened_at__isnull=True) | models.Q(approved=True, read_until__gte=models.F("opened_at")),
                name="opened_only_when_approved_and_in_time",
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="opening_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.asked_name}"
