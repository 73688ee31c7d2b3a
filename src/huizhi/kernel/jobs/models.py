"""The job's own record. The queue's rows (procrastinate) only wake a worker; what is known of a job stands here."""

import uuid as uuids

from django.db import models

from huizhi.kernel.jobs.types import STATES_ZH, UNFINISHED, State
from huizhi.lib.table_class import TableClass


class Job(models.Model):
    """后台作业: one piece of long work, from being asked for to its report."""

    table_class = TableClass.SCOPED

    uuid = models.UUIDField("标识", default=uuids.uuid4, unique=True, editable=False)
    kind = models.CharField("作业种类", max_length=80)
    args = models.JSONField("参数", default=dict)
    scope_code = models.CharField("管辖范围码", max_length=12, db_collation="C")
    started_by = models.CharField("发起人", max_length=120)
    unique_key = models.CharField("唯一键", max_length=160, blank=True)
    slot = models.BigIntegerField("周期序号", null=True, blank=True)
    state = models.CharField("状态", max_length=12, choices=[(s.value, STATES_ZH[s]) for s in State], default=State.QUEUED)
    created_at = models.DateTimeField("发起时间")
    not_before = models.DateTimeField("最早开始")
    began_at = models.DateTimeField("本次开始", null=True, blank=True)
    heartbeat_at = models.DateTimeField("最近心跳", null=True, blank=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    attempt = models.PositiveIntegerField("第几次执行", default=0)
    failures = models.PositiveIntegerField("连续失败次数", default=0)
    done = models.PositiveBigIntegerField("已处理", default=0)
    done_before = models.PositiveBigIntegerField("本次开始前已处理", null=True, blank=True)
    total = models.PositiveBigIntegerField("总数", null=True, blank=True)
    said = models.CharField("进展说明", max_length=300, blank=True)
    stop_asked_at = models.DateTimeField("要求停止时间", null=True, blank=True)
    stop_asked_by = models.CharField("要求停止人", max_length=120, blank=True)
    report = models.JSONField("结果报告", default=dict)
    error_code = models.CharField("错误代码", max_length=20, blank=True)
    error = models.TextField("错误说明", blank=True)

    class Meta:
        verbose_name = "后台作业"
        constraints = [
            models.UniqueConstraint(
                fields=["scope_code", "kind", "unique_key"],
                condition=models.Q(state__in=[s.value for s in UNFINISHED]) & ~models.Q(unique_key=""),
                name="job_unique_while_unfinished",
            ),
            models.UniqueConstraint(fields=["kind", "slot"], condition=models.Q(slot__isnull=False), name="job_once_a_slot"),
            models.CheckConstraint(condition=~models.Q(scope_code=""), name="job_has_a_scope"),
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="job_newest"),
            models.Index(
                fields=["state", "heartbeat_at"],
                condition=models.Q(state__in=[s.value for s in UNFINISHED]),
                name="job_unfinished",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.uuid}"


class Checkpoint(models.Model):
    """续作点: where the next attempt goes on. Kept apart from the job, so that a long transaction locks only this row.

    `attempt` is the fence: only the attempt that holds it may move the point, so a worker that was believed dead and wakes
    up cannot commit anything any more.
    """

    table_class = TableClass.CHILD
    child_of = "job"

    job = models.OneToOneField(Job, verbose_name="作业", on_delete=models.CASCADE, primary_key=True, related_name="kept")
    attempt = models.PositiveIntegerField("第几次执行")
    point = models.JSONField("续作点", null=True)

    class Meta:
        verbose_name = "续作点"

    def __str__(self) -> str:
        return f"{self.job_id} #{self.attempt}"


class Attachment(models.Model):
    """作业附件: a file that the job leaves, such as the refused rows."""

    table_class = TableClass.CHILD
    child_of = "job"

    job = models.ForeignKey(Job, verbose_name="作业", on_delete=models.CASCADE, related_name="attachments")
    name = models.CharField("文件名", max_length=160)
    stored_as = models.CharField("存放位置", max_length=300)
    size = models.PositiveBigIntegerField("字节数")
    sha256 = models.CharField("SHA-256", max_length=64)

    class Meta:
        verbose_name = "作业附件"
        constraints = [models.UniqueConstraint(fields=["job", "name"], name="attachment_once")]

    def __str__(self) -> str:
        return self.name
