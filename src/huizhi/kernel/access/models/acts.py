"""Acts that were done once and must not be done twice; and the counters of attempts and requests."""

from django.db import models

from huizhi.kernel.access.models.accounts import Account
from huizhi.lib.table_class import TableClass


class ActDone(models.Model):
    """已办操作: the outcome of one submitted form or one POST, under the id that its sender chose.

    Unique inside the account alone: the id of a stranger tells nobody anything.
    """

    table_class = TableClass.CHILD
    child_of = "account"

    account = models.ForeignKey(Account, verbose_name="账户", on_delete=models.PROTECT, related_name="acts_done")
    act_id = models.CharField("操作标识", max_length=80)
    request_digest = models.CharField("请求摘要", max_length=64)
    at = models.DateTimeField("时间")
    status = models.PositiveSmallIntegerField("结果状态", default=0)
    location = models.CharField("结果地址", max_length=500, blank=True, default="")
    content_type = models.CharField("结果类型", max_length=100, blank=True, default="")
    body = models.BinaryField("结果内容", default=b"")

    class Meta:
        verbose_name = "已办操作"
        constraints = [models.UniqueConstraint(fields=["account", "act_id"], name="one_act_of_an_id")]
        indexes = [models.Index(fields=["at"], name="acts_done_by_time")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.act_id}"


class RateWindow(models.Model):
    """计数: attempts and requests of one bucket; reached through `access_take` and `access_attempt` alone.

    A bucket is a keyed digest of a login or of an address and its day: whoever reads the table learns neither.
    """

    table_class = TableClass.SEALED

    bucket = models.CharField("计数桶", max_length=100, primary_key=True)
    opened_at = models.DateTimeField("起计时间")
    hits = models.PositiveIntegerField("次数", default=0)
    shut_until = models.DateTimeField("不放行至", null=True, blank=True)

    class Meta:
        verbose_name = "计数"
        indexes = [models.Index(fields=["opened_at"], name="windows_by_opening")]

    def __str__(self) -> str:
        return self.bucket
