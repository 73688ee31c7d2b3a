"""The log of who read what is sensitive, and for what purpose."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from huizhi.lib.table_class import TableClass


class Reading(models.Model):
    """查阅记录: one reading of sensitive data by one account: a set of subjects in one row."""

    table_class = TableClass.SCOPED
    append_only = True

    scope_code = models.CharField("查阅人范围码", max_length=12, db_collation="C")
    account_uuid = models.UUIDField("查阅账户")
    name = models.CharField("查阅人", max_length=120)
    kind = models.CharField("数据种类", max_length=60)
    subjects: "ArrayField[list[str], list[str]]" = ArrayField(models.CharField(max_length=120), verbose_name="查阅对象")
    purpose = models.CharField("目的", max_length=300)
    act_id = models.CharField("操作标识", max_length=80, blank=True)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "查阅记录"
        indexes = [
            models.Index(fields=["scope_code", "-at"], name="readings_by_time"),
            models.Index(fields=["account_uuid", "-at"], name="readings_of_an_account"),
            GinIndex(fields=["subjects"], name="readings_of_a_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%F %T} {self.name} {self.kind}"
