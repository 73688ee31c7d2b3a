"""The law in the database, so that screens can search it; and what the province adds to it: edits, confirmations, holidays.

Every table here is reference: all may read it. Instruments, values and parameters are copied from the law files by the owner
(`services.load_reference`); edits, confirmations and holiday notices are appended by database functions of the owner
(migrations/0002_functions.py), which hold the act to the province that the writer's scope covers.
"""

from django.db import models

from huizhi.kernel.rulebook import types
from huizhi.lib.table_class import TableClass


class Loaded(models.Model):
    """What stands in a law file, as it was when it was last loaded."""

    source = models.CharField("出处", max_length=300)
    confidence = models.CharField("可信度", max_length=2, choices=[(c.value, c.label) for c in types.Confidence])
    checked_on = models.DateField("核对日期")
    note = models.TextField("说明", blank=True)
    digest = models.CharField("摘要", max_length=64)
    file = models.CharField("文件", max_length=200)
    line = models.PositiveIntegerField("行")
    loaded_at = models.DateTimeField("首次装载时间")
    withdrawn_at = models.DateTimeField("从文件中移除的时间", null=True, blank=True)

    class Meta:
        abstract = True


class Instrument(Loaded):
    """法律文件: a law, regulation, rule, notice or standard."""

    table_class = TableClass.REFERENCE

    key = models.CharField("标识", max_length=60, unique=True)
    zh = models.CharField("名称", max_length=200)
    en = models.CharField("英文名称", max_length=200)
    also = models.JSONField("其他写法", default=list)
    document_number = models.CharField("文号", max_length=80, blank=True)
    issuer = models.CharField("制定机关", max_length=80, blank=True)
    effective_on = models.DateField("施行日期", null=True, blank=True)
    predecessor = models.CharField("前身", max_length=60, blank=True)
    successor = models.CharField("替代文件", max_length=60, blank=True)
    status = models.CharField("状态", max_length=12, choices=[(s.value, s.label) for s in types.Status])
    sort_key = models.CharField("排序码", max_length=240, db_collation="C")

    class Meta:
        verbose_name = "法律文件"
        ordering = ["sort_key", "key"]

    def __str__(self) -> str:
        return self.zh


class RuleValue(Loaded):
    """规则数值: one value of one rule, from one day until the next value's day."""

    table_class = TableClass.REFERENCE

    rule = models.CharField("规则", max_length=160)
    room = models.CharField("业务领域", max_length=60)
    zh = models.CharField("规则名称", max_length=200)
    en = models.CharField("英文名称", max_length=200)
    bound = models.CharField("界限", max_length=8, choices=[(b.value, b.label) for b in types.Bound])
    parameter = models.CharField("省级参数", max_length=80, blank=True)
    position = models.PositiveSmallIntegerField("序次")
    since = models.DateField("起", null=True, blank=True)
    until = models.DateField("止（不含）", null=True, blank=True)
    value = models.BigIntegerField("数值", null=True, blank=True)
    unit = models.CharField("单位", max_length=16, choices=[(u.value, u.label) for u in types.Unit])
    instrument = models.ForeignKey(
        Instrument, models.PROTECT, null=True, blank=True, to_field="key", db_column="instrument", verbose_name="依据"
    )
    article = models.CharField("条款", max_length=80, blank=True)
    also = models.JSONField("并依据", default=list)
    quote = models.TextField("原文", blank=True)
    confirmed_by = models.CharField("文件中的确认人", max_length=80, blank=True)
    sort_key = models.CharField("排序码", max_length=240, db_collation="C")

    class Meta:
        verbose_name = "规则数值"
        ordering = ["room", "rule", "position"]
        constraints = [models.UniqueConstraint(fields=["rule", "digest"], name="one_value_a_digest")]
        indexes = [models.Index(fields=["instrument", "rule"], name="value_by_instrument")]

    def __str__(self) -> str:
        return f"{self.rule} {self.since or ''} {self.value}"


class Parameter(Loaded):
    """省级参数: what the province has to decide (law.md 14)."""

    table_class = TableClass.REFERENCE

    key = models.CharField("标识", max_length=80, unique=True)
    zh = models.CharField("名称", max_length=200)
    en = models.CharField("英文名称", max_length=200)
    shape = models.CharField("形式", max_length=8, choices=[(s.value, s.label) for s in types.Shape])
    unit = models.CharField("单位", max_length=16, blank=True, choices=[(u.value, u.label) for u in types.Unit])
    scope_code = models.CharField("省级范围码", max_length=12, db_collation="C")

    class Meta:
        verbose_name = "省级参数"
        ordering = ["key"]

    def __str__(self) -> str:
        return self.key


class ParameterEdit(models.Model):
    """参数修改: a value of a parameter from a day on, by whom, on what ground. Never changed, never removed."""

    table_class = TableClass.REFERENCE
    append_only = True

    parameter = models.ForeignKey(
        Parameter, models.PROTECT, to_field="key", db_column="parameter", related_name="edits", verbose_name="省级参数"
    )
    n = models.PositiveIntegerField("序次")
    value = models.JSONField("数值", null=True)
    effective_on = models.DateField("施行日期")
    basis = models.CharField("依据文件", max_length=200)
    reason = models.TextField("修改理由")
    by = models.CharField("修改人", max_length=120)
    by_account = models.UUIDField("修改人账户")
    at = models.DateTimeField("修改时间")
    digest = models.CharField("摘要", max_length=64)
    before = models.CharField("前一次修改的摘要", max_length=64, blank=True)

    class Meta:
        verbose_name = "参数修改"
        ordering = ["parameter", "n"]
        constraints = [models.UniqueConstraint(fields=["parameter", "n"], name="one_edit_a_number")]

    def __str__(self) -> str:
        return f"{self.parameter_id} #{self.n}"


class Confirmation(models.Model):
    """数值确认: a 法规处 user has held a value against its text. Never changed, never removed."""

    table_class = TableClass.REFERENCE
    append_only = True

    class Kind(models.TextChoices):
        RULE_VALUE = "rule_value", "规则数值"
        PARAMETER_EDIT = "parameter_edit", "参数修改"

    kind = models.CharField("对象种类", max_length=16, choices=Kind)
    subject = models.CharField("对象", max_length=160)
    digest = models.CharField("所确认内容的摘要", max_length=64)
    ground = models.TextField("核对依据")
    by = models.CharField("确认人", max_length=120)
    by_account = models.UUIDField("确认人账户")
    at = models.DateTimeField("确认时间")

    class Meta:
        verbose_name = "数值确认"
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["kind", "subject", "digest"], name="one_confirmation_a_digest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class HolidayNotice(models.Model):
    """节假日安排: the days off and the exchanged working days of one year, as published. A later loading replaces an earlier."""

    table_class = TableClass.REFERENCE
    append_only = True

    year = models.PositiveSmallIntegerField("年份")
    n = models.PositiveIntegerField("序次")
    document_number = models.CharField("文号", max_length=80, blank=True)
    days_off = models.JSONField("放假日期")
    days_worked = models.JSONField("调休上班日期")
    source = models.CharField("出处", max_length=300)
    confidence = models.CharField("可信度", max_length=2, choices=[(c.value, c.label) for c in types.Confidence])
    by = models.CharField("装载人", max_length=120)
    at = models.DateTimeField("装载时间")
    digest = models.CharField("摘要", max_length=64)

    class Meta:
        verbose_name = "节假日安排"
        ordering = ["year", "n"]
        constraints = [models.UniqueConstraint(fields=["year", "n"], name="one_notice_a_number")]

    def __str__(self) -> str:
        return f"{self.year} #{self.n}"
