"""Forms of the administration of access."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from huizhi.kernel.access.models import Account
from huizhi.kernel.access.models.grants import GrantGround
from huizhi.kernel.access.types import KIND_LABELS, Kind, Role
from huizhi.kit.forms import DayField, Form, WordsField
from huizhi.kit.templatetags.kit import zh_attribute
from huizhi.lib.refusal import Refusal

_OPENABLE = (Kind.OFFICER, Kind.OPERATOR, Kind.ENTERPRISE, Kind.PARTNER)


class NamesSelect(forms.Select):
    """Names are data and stay Chinese: on an English page each says so, for screen readers."""

    def create_option(self, name: str, value: Any, label: int | str, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """One name."""
        option: dict[str, Any] = super().create_option(name, value, label, *args, **kwargs)
        if zh_attribute(label):
            option["attrs"]["lang"] = "zh-CN"
        return option


class AccountForm(Form):
    """A new account."""

    login = forms.CharField(label=_("登录名"), max_length=80, help_text=_("全平台唯一；字母、数字、下划线"))
    name = forms.CharField(label=_("姓名或名称"), max_length=120)
    kind = forms.ChoiceField(label=_("账户类别"))
    scope_code = forms.CharField(label=_("机构范围码"), max_length=9, help_text=_("省两位、市州四位、县市区六位、所九位数字"))
    post = forms.CharField(label=_("岗位"), max_length=80, required=False)
    uscc = forms.CharField(
        label=_("统一社会信用代码"), max_length=18, required=False, help_text=_("仅企业账户填写：该账户代表的主体")
    )
    roles = forms.MultipleChoiceField(label=_("角色"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, roles: Sequence[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds, chosen = self.fields["kind"], self.fields["roles"]
        kinds.choices = [(kind.value, now(KIND_LABELS[kind])) for kind in _OPENABLE]  # type: ignore[attr-defined]
        chosen.choices = [(role.key, role.label) for role in roles]  # type: ignore[attr-defined]


class RoleForm(Form):
    """One role more."""

    role = forms.ChoiceField(label=_("授予角色"))

    def __init__(self, *args: Any, roles: Sequence[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.key, role.label) for role in roles]  # type: ignore[attr-defined]


class ReasonForm(Form):
    """Why."""

    why = forms.CharField(label=_("原因"), max_length=200)


class GrantForm(Form):
    """Open one party's rows to another organ or to one account."""

    draft = "access.grant"
    uscc = forms.CharField(label=_("统一社会信用代码"), max_length=18, help_text=_("授权所及的主体"))
    to_scope_code = forms.CharField(label=_("被授权机构范围码"), max_length=9, required=False)
    to_login = forms.CharField(label=_("或被授权账户登录名"), max_length=80, required=False, help_text=_("机构与账户二者填一"))
    ground = forms.ChoiceField(label=_("事由"), choices=[(value, _(label)) for value, label in GrantGround.choices])
    reason = WordsField(label=_("依据与说明"), max_length=400)
    until = DayField(label=_("授权至"), help_text=_("含当日"))


class KeyForm(Form):
    """A key for a partner department."""

    account = forms.ChoiceField(label=_("协同部门账户"), widget=NamesSelect)
    label = forms.CharField(label=_("用途"), max_length=120)
    key_scope = forms.CharField(label=_("数据范围码"), max_length=9, required=False, help_text=_("不填即账户的全部范围"))
    capabilities = forms.MultipleChoiceField(label=_("权限"), required=False, widget=forms.CheckboxSelectMultiple)
    daily_quota = forms.IntegerField(label=_("每日限额（次）"), min_value=1, max_value=10_000_000, initial=10_000)
    days = forms.IntegerField(label=_("有效期（日）"), min_value=1, max_value=365, initial=180)

    def __init__(self, *args: Any, accounts: Sequence[Account], capabilities: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].choices = [(a.pk, a.name) for a in accounts]  # type: ignore[attr-defined]
        self.fields["capabilities"].choices = capabilities  # type: ignore[attr-defined]


class AskOpeningForm(Form):
    """Ask that a sealed identity be opened."""

    identity = forms.UUIDField(label=_("密封身份标识"), help_text=_("见相应事项的页面"))
    reason = WordsField(label=_("开启理由"), max_length=400)


@contextmanager
def attempt(form: Form) -> Iterator[None]:
    """Try an act: what it refuses is said on the form, and what it had written is undone."""
    try:
        with transaction.atomic():
            yield
    except Refusal as refusal:
        form.add_error(None, refusal.what if not refusal.remedy else f"{refusal.what}（{refusal.remedy}）")
