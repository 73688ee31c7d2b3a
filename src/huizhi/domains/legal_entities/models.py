"""The register of legal entities, what happened to each, and the projections that searches and counts read."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Substr

from huizhi.domains.legal_entities.choices import EventKind, Kind, RelationKind, Status
from huizhi.kernel.parties.models import Party
from huizhi.lib.table_class import TableClass


class Entity(models.Model):
    """主体登记: the register's present state of one legal entity. What was before follows from its events.

    `code` is the unified social credit code; for whoever never got one, the old registration number; empty while only a
    name is reserved.
    """

    table_class = TableClass.PUBLIC

    party = models.OneToOneField(Party, models.PROTECT, primary_key=True, related_name="entity", verbose_name="主体")
    code = models.CharField("代码", max_length=18, blank=True, db_collation="C")
    registration_number = models.CharField("原注册号", max_length=15, blank=True, db_collation="C")
    name = models.CharField("名称", max_length=200)
    kind = models.CharField("主体类型", max_length=4, choices=Kind.choices, db_collation="C")
    status = models.CharField("登记状态", max_length=8, choices=Status.choices, db_collation="C")
    status_on = models.DateField("状态日期")
    established_on = models.DateField("成立日期", null=True, blank=True)
    valid_until = models.DateField("营业期限至", null=True, blank=True)
    capital_fen = models.BigIntegerField("注册资本（分）", null=True, blank=True)
    industry = models.CharField("行业代码", max_length=5, blank=True, db_collation="C")
    division = models.CharField("住所区划代码", max_length=6, db_collation="C")
    scope_code = models.CharField("管辖机构", max_length=12, db_collation="C")
    registrar = models.CharField("登记机关", max_length=12, db_collation="C")
    address = models.CharField("住所", max_length=300)
    representative = models.CharField("法定代表人", max_length=100, blank=True)
    business_scope = models.TextField("经营范围", blank=True)
    marker = models.CharField("数据标记", max_length=10, blank=True)
    version = models.PositiveIntegerField("版次", default=1)
    batch_id = models.BigIntegerField("导入批次", null=True, blank=True)

    class Meta:
        verbose_name = "主体登记"
        verbose_name_plural = "主体登记"
        indexes = [models.Index(Substr("code", 9, 9), name="entity_organisation_code")]
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=~models.Q(code=""), name="entity_code"),
            models.CheckConstraint(condition=~models.Q(scope_code=""), name="entity_has_a_scope"),
            models.CheckConstraint(
                condition=models.Q(capital_fen__isnull=True) | models.Q(capital_fen__gte=0), name="capital_positive"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class LifecycleEvent(models.Model):
    """生命周期事件: one thing that happened to an entity, on a day. Events are never changed; the last one is the state."""

    table_class = TableClass.PUBLIC
    append_only = True

    entity = models.ForeignKey(Entity, models.PROTECT, related_name="events", db_index=False, verbose_name="主体")
    kind = models.CharField("事件", max_length=8, choices=EventKind.choices, db_collation="C")
    on = models.DateField("日期")
    status = models.CharField("之后的状态", max_length=8, choices=Status.choices, db_collation="C")
    changes = models.JSONField("变更内容", null=True, blank=True)
    at = models.DateTimeField("记录时间")
    source = models.CharField("来源", max_length=100, blank=True)
    batch_id = models.BigIntegerField("导入批次", null=True, blank=True)

    class Meta:
        verbose_name = "生命周期事件"
        indexes = [models.Index(fields=["entity", "on", "id"], name="event_of_entity")]

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"


class Relation(models.Model):
    """主体关系: who stands behind whom, as registered."""

    table_class = TableClass.PUBLIC

    entity = models.ForeignKey(Entity, models.PROTECT, related_name="relations", verbose_name="主体")
    kind = models.CharField("关系", max_length=8, choices=RelationKind.choices, db_collation="C")
    other = models.ForeignKey(Party, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="对方主体")
    other_name = models.CharField("对方名称", max_length=200, blank=True)
    other_uscc = models.CharField("对方代码", max_length=18, blank=True, db_collation="C")
    share_ppm = models.PositiveIntegerField("占比（百万分）", null=True, blank=True)
    since = models.DateField("起", null=True, blank=True)
    until = models.DateField("止", null=True, blank=True)
    source = models.CharField("来源", max_length=100, blank=True)
    batch_id = models.BigIntegerField("导入批次", null=True, blank=True)

    class Meta:
        verbose_name = "主体关系"
        indexes = [
            models.Index(
                fields=["other_uscc"], name="relation_to_resolve", condition=models.Q(other=None) & ~models.Q(other_uscc="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entity_id} {self.kind} {self.other_name}"


class PublicEntity(models.Model):
    """公众查询投影: what searches read. Written by the projector alone, in the transaction that changes the entity.

    `name_key`, `initials`, `address_key` are normalised text; the arrays hold their grams and the places (search_text.py).
    """

    table_class = TableClass.PUBLIC

    entity = models.OneToOneField(
        Entity, models.PROTECT, primary_key=True, related_name="projection", db_constraint=False, verbose_name="主体"
    )
    code = models.CharField("代码", max_length=18, db_collation="C")
    name = models.CharField("名称", max_length=200)
    kind = models.CharField("主体类型", max_length=4, db_collation="C")
    status = models.CharField("登记状态", max_length=8, db_collation="C")
    standing = models.SmallIntegerField("状态次序")
    established_on = models.DateField("成立日期", null=True)
    industry = models.CharField("行业代码", max_length=5, db_collation="C")
    division = models.CharField("区划代码", max_length=6, db_collation="C")
    scope_code = models.CharField("管辖机构", max_length=12, db_collation="C")
    address = models.CharField("住所", max_length=300)
    representative = models.CharField("法定代表人", max_length=100)
    name_key = models.CharField("名称检索键", max_length=200, db_collation="C")
    initials = models.CharField("拼音首字母", max_length=200, db_collation="C")
    address_key = models.CharField("住所检索键", max_length=300, db_collation="C")
    grams = ArrayField(models.IntegerField(), verbose_name="名称字串与地域")
    address_grams = ArrayField(models.IntegerField(), verbose_name="住所字串与地域")

    class Meta:
        verbose_name = "公众查询投影"
        indexes = [
            GinIndex(fields=["grams"], name="public_entity_grams", fastupdate=False),
            GinIndex(fields=["address_grams"], name="public_entity_address", fastupdate=False),
            models.Index(fields=["scope_code", "entity"], name="public_entity_of_organ"),
        ]

    def __str__(self) -> str:
        return self.name


class SearchShelf(models.Model):
    """检索架: for a text that very many names of a place hold, the best of them in the order of the answer.

    `ids` is exactly the head of the full answer, never a sample; `total` is the length of the full answer when it was built.
    """

    table_class = TableClass.PUBLIC

    place = models.CharField("地域", max_length=6, db_collation="C")
    field = models.CharField("检索字段", max_length=1, db_collation="C")
    gram = models.CharField("字串", max_length=8, db_collation="C")
    total = models.PositiveIntegerField("建架时总数")
    ids = ArrayField(models.BigIntegerField(), verbose_name="次序靠前的主体")

    class Meta:
        verbose_name = "检索架"
        constraints = [models.UniqueConstraint(fields=["place", "field", "gram"], name="one_shelf")]

    def __str__(self) -> str:
        return f"{self.place} {self.gram}"


class EntityCount(models.Model):
    """主体计数: how many entities there are, by county, industry sector, kind and status, at the time of counting."""

    table_class = TableClass.PUBLIC

    division = models.CharField("区划代码", max_length=6, db_collation="C")
    sector = models.CharField("行业门类", max_length=1, blank=True, db_collation="C")
    kind = models.CharField("主体类型", max_length=4, choices=Kind.choices, db_collation="C")
    status = models.CharField("登记状态", max_length=8, choices=Status.choices, db_collation="C")
    n = models.PositiveIntegerField("户数")
    counted_at = models.DateTimeField("计数时间")

    class Meta:
        verbose_name = "主体计数"
        constraints = [models.UniqueConstraint(fields=["division", "sector", "kind", "status"], name="one_count")]

    def __str__(self) -> str:
        return f"{self.division} {self.kind} {self.n}"


class EntityFlow(models.Model):
    """主体增减: how many entities were established and how many ended, by month, county and kind."""

    table_class = TableClass.PUBLIC

    month = models.DateField("月")
    division = models.CharField("区划代码", max_length=6, db_collation="C")
    kind = models.CharField("主体类型", max_length=4, choices=Kind.choices, db_collation="C")
    opened = models.PositiveIntegerField("新设户数")
    ended = models.PositiveIntegerField("注销户数")

    class Meta:
        verbose_name = "主体增减"
        constraints = [models.UniqueConstraint(fields=["month", "division", "kind"], name="one_flow")]

    def __str__(self) -> str:
        return f"{self.month} {self.division} {self.opened}"


class ImportBatch(models.Model):
    """导入批次: one file that was tried or loaded, and what became of it."""

    table_class = TableClass.SCOPED

    class State(models.TextChoices):
        """状态."""

        RECEIVED = "received", "已收到"
        RUNNING = "running", "进行中"
        TRIED = "tried", "试运行完成"
        LOADED = "loaded", "已导入"
        STOPPED = "stopped", "已中止"

    uuid = models.UUIDField("批次号", unique=True)
    file_name = models.CharField("文件名", max_length=200)
    digest = models.CharField("文件SHA-256", max_length=64, blank=True)
    size = models.PositiveBigIntegerField("字节数", default=0)
    format = models.CharField("格式", max_length=20, blank=True)
    encoding = models.CharField("编码", max_length=20, blank=True)
    dry_run = models.BooleanField("试运行")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.RECEIVED)
    rows = models.PositiveBigIntegerField("行数", default=0)
    accepted = models.PositiveBigIntegerField("合格行数", default=0)
    refused = models.PositiveBigIntegerField("退回行数", default=0)
    reasons = models.JSONField("退回原因统计", default=dict)
    stored_as = models.CharField("文件位置", max_length=500, blank=True)
    source = models.CharField("数据来源", max_length=100, blank=True)
    job = models.UUIDField("作业", null=True, blank=True)
    started_by = models.CharField("发起人", max_length=120)
    started_at = models.DateTimeField("开始时间")
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    scope_code = models.CharField("管辖范围码", max_length=12, db_collation="C")

    class Meta:
        verbose_name = "导入批次"
        indexes = [models.Index(fields=["digest"], name="batch_by_digest")]

    def __str__(self) -> str:
        return f"{self.file_name} {self.uuid}"


class RefusedRow(models.Model):
    """退回行: a row that was not loaded, as it stood in the file, and every reason."""

    table_class = TableClass.CHILD
    child_of = "batch"

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="refused_rows", db_index=False, verbose_name="批次")
    line = models.PositiveBigIntegerField("行号")
    reasons = models.TextField("原因")
    raw = models.JSONField("原行")

    class Meta:
        verbose_name = "退回行"
        indexes = [models.Index(fields=["batch", "line"], name="refused_by_line")]

    def __str__(self) -> str:
        return f"{self.batch_id}:{self.line}"


class AccountClaim(models.Model):
    """企业认领: an enterprise's account says that it speaks for an entity; an officer confirms or refuses."""

    table_class = TableClass.SCOPED

    class State(models.TextChoices):
        """状态."""

        ASKED = "asked", "待确认"
        CONFIRMED = "confirmed", "已确认"
        REFUSED = "refused", "未予确认"

    entity = models.ForeignKey(Entity, models.PROTECT, related_name="claims", verbose_name="主体")
    account_uuid = models.UUIDField("账户")
    account_name = models.CharField("账户名称", max_length=120)
    statement = models.CharField("说明", max_length=500)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.ASKED)
    asked_at = models.DateTimeField("申请时间")
    settled_by = models.CharField("确认人", max_length=120, blank=True)
    settled_at = models.DateTimeField("确认时间", null=True, blank=True)
    reason = models.CharField("理由", max_length=500, blank=True)
    scope_code = models.CharField("管辖范围码", max_length=12, db_collation="C")

    class Meta:
        verbose_name = "企业认领"
        constraints = [
            models.UniqueConstraint(
                fields=["scope_code", "entity", "account_uuid"], condition=models.Q(state="asked"), name="one_open_claim"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_name} → {self.entity_id}"
