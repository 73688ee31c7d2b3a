"""Parties, their codes, the judgements that two are one, and the facts that stand under a name.

A merge moves nothing: it is an edge between two parties, and `canonical` follows from the edges that hold. So taking an
edge back restores exactly what was before, facts and codes included.
"""

from django.db import models

from huizhi.kernel.parties.types import PartyKind, Scheme, Visibility
from huizhi.lib.table_class import TableClass


class Party(models.Model):
    """主体: an organisation, or a person named in a public register. Complainants and other private persons are not here."""

    table_class = TableClass.PUBLIC

    kind = models.CharField("主体类别", max_length=6, choices=PartyKind.choices, default=PartyKind.ORGANISATION)
    name = models.CharField("名称", max_length=200)
    canonical = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name="归并到"
    )

    class Meta:
        verbose_name = "主体"
        indexes = [
            models.Index(fields=["canonical"], name="party_merged", condition=models.Q(canonical__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.name


class Identifier(models.Model):
    """标识: one code of one party, from a day until a day."""

    table_class = TableClass.PUBLIC

    party = models.ForeignKey(Party, models.PROTECT, related_name="identifiers", verbose_name="主体")
    scheme = models.CharField("标识方案", max_length=7, choices=Scheme.choices, db_collation="C")
    value = models.CharField("标识", max_length=32, db_collation="C")
    since = models.DateField("起", null=True, blank=True)
    until = models.DateField("止", null=True, blank=True)

    class Meta:
        verbose_name = "标识"
        constraints = [models.UniqueConstraint(fields=["value", "scheme"], name="identifier_belongs_to_one")]

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}"


class Merge(models.Model):
    """归并: the judgement that `other` is the same as `kept`. It holds until it is taken back."""

    table_class = TableClass.PUBLIC

    kept = models.ForeignKey(Party, models.PROTECT, related_name="merges_kept", verbose_name="保留")
    other = models.ForeignKey(Party, models.PROTECT, related_name="merges_given", verbose_name="并入")
    merged_at = models.DateTimeField("归并时间")
    parted_at = models.DateTimeField("拆分时间", null=True, blank=True)

    class Meta:
        verbose_name = "归并"
        constraints = [
            models.CheckConstraint(condition=~models.Q(kept=models.F("other")), name="merge_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.kept_id} ⇐ {self.other_id}"


class Judgement(models.Model):
    """判断: who judged that two parties are one, or are not after all, and why."""

    table_class = TableClass.SCOPED
    append_only = True

    merge = models.ForeignKey(Merge, models.PROTECT, related_name="judgements", verbose_name="归并")
    same = models.BooleanField("是同一主体")
    reason = models.CharField("理由", max_length=500)
    by = models.CharField("判断人", max_length=120)
    at = models.DateTimeField("时间")
    scope_code = models.CharField("管辖范围码", max_length=12, db_collation="C")

    class Meta:
        verbose_name = "判断"
        constraints = [models.UniqueConstraint(fields=["merge", "same"], name="one_judgement_each_way")]

    def __str__(self) -> str:
        return f"{self.merge_id} {'=' if self.same else '≠'}"


class Fact(models.Model):
    """事实: something that a source says about a party, with its date. It stays with the party it was told about."""

    table_class = TableClass.SCOPED
    scope_party = "own_party_id"
    append_only = True

    party = models.ForeignKey(Party, models.PROTECT, related_name="facts", db_index=False, verbose_name="主体")
    own_party_id = models.BigIntegerField("本企业可见", null=True, blank=True)
    kind = models.CharField("事实类别", max_length=40)
    value = models.JSONField("内容")
    source = models.CharField("来源", max_length=100)
    on = models.DateField("日期")
    visibility = models.CharField("可见范围", max_length=8, choices=Visibility.choices)
    reference = models.CharField("来源编号", max_length=120, blank=True)
    at = models.DateTimeField("归集时间")
    scope_code = models.CharField("管辖范围码", max_length=12, db_collation="C")

    class Meta:
        verbose_name = "事实"
        indexes = [models.Index(fields=["party", "-on"], name="fact_of_party")]
        constraints = [
            models.UniqueConstraint(
                fields=["scope_code", "source", "reference"], condition=~models.Q(reference=""), name="fact_told_once"
            ),
            models.CheckConstraint(condition=~models.Q(scope_code=""), name="fact_has_a_scope"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"


class PublicFact(models.Model):
    """公开事实: the projection of facts that anybody may read, written together with the fact."""

    table_class = TableClass.PUBLIC

    fact = models.OneToOneField(Fact, models.PROTECT, primary_key=True, related_name="public", verbose_name="事实")
    party = models.ForeignKey(Party, models.PROTECT, related_name="public_facts", db_index=False, verbose_name="主体")
    kind = models.CharField("事实类别", max_length=40)
    value = models.JSONField("内容")
    source = models.CharField("来源", max_length=100)
    on = models.DateField("日期")
    reference = models.CharField("来源编号", max_length=120, blank=True)
    at = models.DateTimeField("归集时间")

    class Meta:
        verbose_name = "公开事实"
        indexes = [models.Index(fields=["party", "-on"], name="public_fact_of_party")]

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"


class UnmatchedFact(models.Model):
    """待匹配事实: a fact whose party is not certain. Somebody decides; it is never guessed."""

    table_class = TableClass.SCOPED

    class State(models.TextChoices):
        """状态."""

        WAITING = "waiting", "待匹配"
        MATCHED = "matched", "已匹配"
        DISMISSED = "dismissed", "不予归集"

    stated_name = models.CharField("所载名称", max_length=200)
    stated_code = models.CharField("所载代码", max_length=32, blank=True)
    stated_division = models.CharField("所载区划", max_length=6, blank=True, db_collation="C")
    why = models.CharField("未匹配原因", max_length=200)
    kind = models.CharField("事实类别", max_length=40)
    value = models.JSONField("内容")
    source = models.CharField("来源", max_length=100)
    on = models.DateField("日期")
    visibility = models.CharField("可见范围", max_length=8, choices=Visibility.choices)
    reference = models.CharField("来源编号", max_length=120, blank=True)
    at = models.DateTimeField("收到时间")
    scope_code = models.CharField("管辖范围码", max_length=12, db_collation="C")
    state = models.CharField("状态", max_length=9, choices=State.choices, default=State.WAITING)
    fact = models.OneToOneField(Fact, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="归集为")
    settled_by = models.CharField("处理人", max_length=120, blank=True)
    settled_at = models.DateTimeField("处理时间", null=True, blank=True)
    reason = models.CharField("处理理由", max_length=500, blank=True)

    class Meta:
        verbose_name = "待匹配事实"
        indexes = [
            models.Index(fields=["scope_code", "id"], name="unmatched_waiting", condition=models.Q(state="waiting")),
            models.Index(fields=["source", "state"], name="unmatched_by_source"),
        ]

    def __str__(self) -> str:
        return f"{self.stated_name} {self.kind}"
