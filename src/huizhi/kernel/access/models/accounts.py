"""Accounts, what they may do, and where they are signed in."""

import uuid as uuids

from django.db import models

from huizhi.kernel.access.types import KIND_LABELS
from huizhi.lib.table_class import TableClass


class Account(models.Model):
    """账户: somebody who can sign in. An enterprise's account names its party; an officer's its organ and post.

    A login is unique in the whole house, although rows are scoped: a sign-in has nothing else to go by.
    """

    table_class = TableClass.SCOPED
    scope_account = "uuid"

    uuid = models.UUIDField("标识", default=uuids.uuid4, unique=True, editable=False)
    login = models.CharField("登录名", max_length=80, unique=True)
    kind = models.CharField("账户类别", max_length=12, choices=[(k.value, label) for k, label in KIND_LABELS.items()])
    name = models.CharField("姓名或名称", max_length=120)
    password = models.CharField("口令散列", max_length=255)
    scope_code = models.CharField("管辖范围码", max_length=12, db_collation="C", db_index=True)
    organ_code = models.CharField("所属机构", max_length=18, blank=True)
    officer_code = models.CharField("执法人员编号", max_length=32, blank=True)
    post = models.CharField("岗位", max_length=80, blank=True)
    party_id = models.BigIntegerField("主体", null=True, blank=True, db_index=True)
    is_demo = models.BooleanField("演示账户", default=False)
    created_at = models.DateTimeField("开立时间")
    created_by = models.CharField("开立人", max_length=80, default="")
    disabled_at = models.DateTimeField("停用时间", null=True, blank=True)
    disabled_why = models.CharField("停用原因", max_length=200, blank=True, default="")
    must_change_password = models.BooleanField("须修改口令", default=False)
    password_changed_at = models.DateTimeField("口令修改时间", null=True, blank=True)
    locked_until = models.DateTimeField("锁定至", null=True, blank=True)
    second_factor = models.TextField("动态口令密钥（密文）", blank=True, default="")
    second_factor_since = models.DateTimeField("动态口令启用时间", null=True, blank=True)
    second_factor_step = models.BigIntegerField("已用动态口令的时间步", default=0)

    class Meta:
        verbose_name = "账户"
        constraints = [models.CheckConstraint(condition=~models.Q(scope_code=""), name="account_has_a_scope")]

    def __str__(self) -> str:
        return self.login


class RoleHolding(models.Model):
    """角色任用: one account holds one role from a day until a day."""

    table_class = TableClass.CHILD
    child_of = "account"

    account = models.ForeignKey(Account, verbose_name="账户", on_delete=models.PROTECT, related_name="holdings")
    role = models.CharField("角色", max_length=48)
    since = models.DateField("起")
    until = models.DateField("止", null=True, blank=True)
    granted_by = models.CharField("授予人", max_length=80)

    class Meta:
        verbose_name = "角色任用"
        constraints = [models.UniqueConstraint(fields=["account", "role", "since"], name="one_holding_a_day")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.role}"


class SignIn(models.Model):
    """登录: one signed-in browser, until it signs out, idles out or is ended."""

    table_class = TableClass.CHILD
    child_of = "account"

    key_hash = models.CharField("会话散列", max_length=64, unique=True)
    account = models.ForeignKey(Account, verbose_name="账户", on_delete=models.PROTECT, related_name="sign_ins")
    started_at = models.DateTimeField("登录时间")
    seen_at = models.DateTimeField("最近活动")
    ended_at = models.DateTimeField("退出时间", null=True, blank=True)
    second_step_due = models.BooleanField("尚待动态口令", default=False)
    address = models.CharField("登录地址（网段）", max_length=50, blank=True, default="")
    browser = models.CharField("浏览器", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "登录"
        indexes = [models.Index(fields=["account", "-started_at"], name="sign_ins_of_an_account")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.started_at:%F %T}"
