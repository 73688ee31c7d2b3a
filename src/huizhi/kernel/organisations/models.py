"""Divisions by year, organs, posts, officers with their certificates, and the power lists."""

import uuid as uuids

from django.db import models

from huizhi.kernel.organisations.types import LEVELS_ZH, POWER_KINDS_ZH, Level, PowerKind
from huizhi.lib.table_class import TableClass


class Division(models.Model):
    """行政区划: a code under one name, from a year until a year (until itself excluded). Six digits, nine for a town.

    A code that was renamed has two rows. An empty year means: before, or after, the lists that are loaded.
    """

    table_class = TableClass.REFERENCE

    code = models.CharField("区划代码", max_length=9, db_collation="C")
    name = models.CharField("名称", max_length=60)
    level = models.CharField("级别", max_length=12, choices=[(v.value, LEVELS_ZH[v]) for v in Level])
    parent_code = models.CharField("上级代码", max_length=9, blank=True, db_collation="C")
    is_zone = models.BooleanField("统计用开发区、管理区", default=False)
    pinyin = models.CharField("拼音", max_length=160)
    initials = models.CharField("拼音首字母", max_length=40)
    since = models.PositiveSmallIntegerField("启用年份", null=True, blank=True)
    until = models.PositiveSmallIntegerField("停用年份", null=True, blank=True)
    confidence = models.CharField("可信度", max_length=2)

    class Meta:
        verbose_name = "行政区划"
        constraints = [models.UniqueConstraint(fields=["code", "name"], name="division_once_a_name")]
        indexes = [models.Index(fields=["parent_code", "code"], name="division_children")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Succession(models.Model):
    """区划沿革: what became of an abolished code. One row for each successor."""

    table_class = TableClass.REFERENCE

    old_code = models.CharField("原代码", max_length=9, db_collation="C")
    old_name = models.CharField("原名称", max_length=60)
    new_code = models.CharField("新代码", max_length=9, db_collation="C")
    new_name = models.CharField("新名称", max_length=60)
    year = models.PositiveSmallIntegerField("变更年份", null=True, blank=True)
    is_whole = models.BooleanField("整体转入")
    confidence = models.CharField("可信度", max_length=2)

    class Meta:
        verbose_name = "区划沿革"
        constraints = [models.UniqueConstraint(fields=["old_code", "old_name", "new_code"], name="succession_once")]

    def __str__(self) -> str:
        return f"{self.old_code} → {self.new_code}"


class LoadedFile(models.Model):
    """已载入的基准文件: so that an unchanged file is not loaded again."""

    table_class = TableClass.REFERENCE

    name = models.CharField("文件", max_length=60, primary_key=True)
    digest = models.CharField("SHA-256", max_length=64)
    loaded_at = models.DateTimeField("载入时间")

    class Meta:
        verbose_name = "基准文件"

    def __str__(self) -> str:
        return self.name


class Organ(models.Model):
    """机构: a bureau or a station. Its `scope_code` is its place in the tree: given once, never changed, never used again.

    The GB/T 2260 codes that it serves are dated attributes beside it (`OrganDivision`): a county that becomes a city
    changes its code and not its organ.
    """

    table_class = TableClass.REFERENCE

    scope_code = models.CharField("机构码", max_length=12, unique=True, db_collation="C")
    name = models.CharField("名称", max_length=120)
    short_name = models.CharField("简称", max_length=40, blank=True)
    level = models.CharField("级别", max_length=12, choices=[(v.value, LEVELS_ZH[v]) for v in Level])
    parent = models.ForeignKey("self", verbose_name="上级机构", on_delete=models.PROTECT, null=True, related_name="children")
    official_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    address = models.CharField("地址", max_length=200, blank=True)
    phone = models.CharField("办公电话", max_length=40, blank=True)
    since = models.DateField("设立日期", null=True, blank=True)
    until = models.DateField("撤销日期", null=True, blank=True)

    class Meta:
        verbose_name = "机构"
        constraints = [
            models.CheckConstraint(condition=models.Q(scope_code__regex=r"^(\d{2}|\d{4}|\d{6}|\d{9})$"), name="organ_code_shape")
        ]

    def __str__(self) -> str:
        return self.name


class OrganDivision(models.Model):
    """机构辖区: a division that an organ serves, from a day until a day."""

    table_class = TableClass.REFERENCE

    organ = models.ForeignKey(Organ, verbose_name="机构", on_delete=models.PROTECT, related_name="divisions")
    division_code = models.CharField("区划代码", max_length=9, db_collation="C")
    since = models.DateField("起", null=True, blank=True)
    until = models.DateField("止", null=True, blank=True)

    class Meta:
        verbose_name = "机构辖区"
        constraints = [models.UniqueConstraint(fields=["organ", "division_code"], name="organ_serves_once")]
        indexes = [models.Index(fields=["division_code"], name="organ_of_division")]

    def __str__(self) -> str:
        return f"{self.organ_id} {self.division_code}"


class Post(models.Model):
    """岗位: a post in an organ; `rank` is the approver rank of law.md 0.3, empty where the post approves nothing."""

    table_class = TableClass.REFERENCE

    organ = models.ForeignKey(Organ, verbose_name="机构", on_delete=models.PROTECT, related_name="posts")
    name = models.CharField("岗位", max_length=60)
    rank = models.CharField("审批层级", max_length=20, blank=True)

    class Meta:
        verbose_name = "岗位"
        constraints = [models.UniqueConstraint(fields=["organ", "name"], name="post_once")]

    def __str__(self) -> str:
        return self.name


class Officer(models.Model):
    """执法人员. Personal, and so visible only inside the scope of the organ."""

    table_class = TableClass.SCOPED

    uuid = models.UUIDField("标识", default=uuids.uuid4, unique=True, editable=False)
    organ = models.ForeignKey(Organ, verbose_name="机构", on_delete=models.PROTECT, related_name="officers")
    scope_code = models.CharField("管辖范围码", max_length=12, db_collation="C")
    number = models.CharField("人员编号", max_length=32)
    name = models.CharField("姓名", max_length=60)
    phone = models.CharField("联系电话", max_length=40, blank=True)
    since = models.DateField("到任日期", null=True, blank=True)
    until = models.DateField("离任日期", null=True, blank=True)

    class Meta:
        verbose_name = "执法人员"
        constraints = [models.UniqueConstraint(fields=["organ", "number"], name="officer_number_once")]
        indexes = [models.Index(fields=["scope_code", "number"], name="officer_scope")]

    def __str__(self) -> str:
        return self.number


class PostHolding(models.Model):
    """任职: an officer holds a post from a day until a day."""

    table_class = TableClass.CHILD
    child_of = "officer"

    officer = models.ForeignKey(Officer, verbose_name="执法人员", on_delete=models.PROTECT, related_name="holdings")
    post = models.ForeignKey(Post, verbose_name="岗位", on_delete=models.PROTECT, related_name="holdings")
    since = models.DateField("起")
    until = models.DateField("止", null=True, blank=True)

    class Meta:
        verbose_name = "任职"
        constraints = [models.UniqueConstraint(fields=["officer", "post", "since"], name="holding_once")]

    def __str__(self) -> str:
        return f"{self.officer_id} {self.post_id}"


class Certificate(models.Model):
    """执法证: what an officer shows, until it expires or is withdrawn."""

    table_class = TableClass.SCOPED

    officer = models.ForeignKey(Officer, verbose_name="执法人员", on_delete=models.PROTECT, related_name="certificates")
    scope_code = models.CharField("管辖范围码", max_length=12, db_collation="C")
    kind = models.CharField("证件种类", max_length=60)
    number = models.CharField("证件号码", max_length=40)
    issued_on = models.DateField("发证日期", null=True, blank=True)
    expires_on = models.DateField("有效期至")
    withdrawn_on = models.DateField("收回日期", null=True, blank=True)

    class Meta:
        verbose_name = "执法证"
        constraints = [models.UniqueConstraint(fields=["scope_code", "kind", "number"], name="certificate_once")]
        indexes = [models.Index(fields=["expires_on", "id"], name="certificate_expiry")]

    def __str__(self) -> str:
        return self.number


class PowerList(models.Model):
    """权责清单: the powers of all organs of one level, in one version."""

    table_class = TableClass.REFERENCE

    level = models.CharField("层级", max_length=12, choices=[(v.value, LEVELS_ZH[v]) for v in Level])
    version = models.CharField("版本", max_length=40)
    source = models.CharField("来源", max_length=200, blank=True)
    since = models.DateField("启用日期")
    until = models.DateField("停用日期", null=True, blank=True)

    class Meta:
        verbose_name = "权责清单"
        constraints = [models.UniqueConstraint(fields=["level", "version"], name="power_list_once")]

    def __str__(self) -> str:
        return f"{self.level} {self.version}"


class PowerItem(models.Model):
    """权力事项: one power on one list; `matter` is the procedure's code where the house knows the procedure."""

    table_class = TableClass.REFERENCE

    power_list = models.ForeignKey(PowerList, verbose_name="清单", on_delete=models.PROTECT, related_name="items")
    code = models.CharField("事项编码", max_length=60)
    name = models.CharField("事项名称", max_length=200)
    kind = models.CharField("权力类型", max_length=16, choices=[(k.value, POWER_KINDS_ZH[k]) for k in PowerKind])
    matter = models.CharField("办件种类", max_length=60, blank=True)
    basis = models.CharField("设定依据", max_length=300, blank=True)

    class Meta:
        verbose_name = "权力事项"
        constraints = [models.UniqueConstraint(fields=["power_list", "code"], name="power_item_once")]
        indexes = [models.Index(fields=["code"], name="power_code")]

    def __str__(self) -> str:
        return self.name
