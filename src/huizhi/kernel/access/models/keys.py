"""Keys of partner departments, what was asked with them, and how often."""

import uuid as uuids

from django.db import models

from huizhi.kernel.access.models.accounts import Account
from huizhi.lib.table_class import TableClass


class ApiKey(models.Model):
    """接口密钥: one key of a partner department's account. Only its digest is kept; the prefix tells people which one it is."""

    table_class = TableClass.CHILD
    child_of = "account"

    uuid = models.UUIDField("标识", default=uuids.uuid4, unique=True, editable=False)
    account = models.ForeignKey(Account, verbose_name="协同部门账户", on_delete=models.PROTECT, related_name="api_keys")
    label = models.CharField("用途", max_length=120)
    prefix = models.CharField("前缀", max_length=12, unique=True)
    digest = models.CharField("密钥散列", max_length=64)
    key_scope = models.CharField("数据范围码", max_length=12, db_collation="C")
    capabilities = models.JSONField("权限", default=list)
    daily_quota = models.PositiveIntegerField("每日限额")
    issued_at = models.DateTimeField("签发时间")
    issued_by = models.CharField("签发人", max_length=120)
    expires_at = models.DateTimeField("到期时间")
    revoked_at = models.DateTimeField("撤销时间", null=True, blank=True)
    revoked_by = models.CharField("撤销人", max_length=120, blank=True)
    replaces = models.ForeignKey(
        "self", verbose_name="接替的密钥", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )

    class Meta:
        verbose_name = "接口密钥"
        constraints = [models.CheckConstraint(condition=models.Q(daily_quota__gt=0), name="key_has_a_quota")]

    def __str__(self) -> str:
        return f"{self.prefix}… {self.label}"


class ApiUse(models.Model):
    """接口用量: calls with one key on one legal day, admitted and refused for want of quota."""

    table_class = TableClass.CHILD
    child_of = "key"

    key = models.ForeignKey(ApiKey, verbose_name="接口密钥", on_delete=models.PROTECT, related_name="uses")
    day = models.DateField("日期")
    calls = models.PositiveIntegerField("调用次数", default=0)
    refused = models.PositiveIntegerField("超限次数", default=0)

    class Meta:
        verbose_name = "接口用量"
        constraints = [models.UniqueConstraint(fields=["key", "day"], name="one_use_of_a_key_a_day")]

    def __str__(self) -> str:
        return f"{self.key_id} {self.day} {self.calls}"


class ApiCall(models.Model):
    """接口访问记录: who asked what and got which status. The query text is not kept, for it may name a person."""

    table_class = TableClass.CHILD
    child_of = "key"
    append_only = True

    key = models.ForeignKey(ApiKey, verbose_name="接口密钥", on_delete=models.PROTECT, related_name="requests")
    at = models.DateTimeField("时间")
    method = models.CharField("方法", max_length=8)
    path = models.CharField("路径", max_length=300)
    status = models.PositiveSmallIntegerField("状态")
    request_id = models.CharField("请求标识", max_length=40)

    class Meta:
        verbose_name = "接口访问记录"
        indexes = [models.Index(fields=["key", "-at"], name="calls_of_a_key")]

    def __str__(self) -> str:
        return f"{self.key_id} {self.method} {self.path} {self.status}"
