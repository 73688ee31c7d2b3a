"""Grants: a row outside one's own range, opened for a reason and until a day."""

import uuid as uuids

from django.db import models

from huizhi.kernel.access.models.accounts import Account
from huizhi.lib.table_class import TableClass


class GrantGround(models.TextChoices):
    """Why an organ opens what is its own to another one."""

    ASSISTANCE = "assistance", "协助"
    TRANSFER = "transfer", "移送"
    JOINT = "joint", "联合办理"
    DESIGNATED = "designated", "指定管辖"


class Grant(models.Model):
    """专项授权: an organ opens its rows about one party, or one matter, to another organ or to one account, for reading.

    It opens what lies inside the granting organ's own range (`scope_code`) and nothing of anybody else.
    """

    table_class = TableClass.SCOPED

    uuid = models.UUIDField("标识", default=uuids.uuid4, unique=True, editable=False)
    scope_code = models.CharField("授权机构范围码", max_length=12, db_collation="C", db_index=True)
    to_scope_code = models.CharField("被授权机构范围码", max_length=12, db_collation="C", blank=True, db_index=True)
    to_account = models.ForeignKey(
        Account, verbose_name="被授权账户", on_delete=models.PROTECT, null=True, blank=True, related_name="grants"
    )
    to_label = models.CharField("被授权者", max_length=120)
    party_id = models.BigIntegerField("主体", null=True, blank=True)
    matter_id = models.BigIntegerField("办件", null=True, blank=True)
    ground = models.CharField("事由", max_length=12, choices=GrantGround.choices)
    reason = models.CharField("依据与说明", max_length=400)
    since = models.DateTimeField("起")
    until = models.DateTimeField("止")
    given_by = models.CharField("授权人", max_length=120)
    revoked_at = models.DateTimeField("撤销时间", null=True, blank=True)
    revoked_by = models.CharField("撤销人", max_length=120, blank=True)
    revoked_why = models.CharField("撤销原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "专项授权"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(to_scope_code="", to_account__isnull=False)
                | (~models.Q(to_scope_code="") & models.Q(to_account__isnull=True)),
                name="grant_to_an_organ_or_an_account",
            ),
            models.CheckConstraint(
                condition=models.Q(party_id__isnull=False, matter_id__isnull=True)
                | models.Q(party_id__isnull=True, matter_id__isnull=False),
                name="grant_of_a_party_or_a_matter",
            ),
            models.CheckConstraint(condition=models.Q(until__gt=models.F("since")), name="grant_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return f"{self.scope_code} → {self.to_scope_code or self.to_account_id} ({self.get_ground_display()})"
