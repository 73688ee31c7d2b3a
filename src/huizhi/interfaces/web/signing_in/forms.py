"""Forms of signing in and of one's own account."""

from django import forms
from django.utils.translation import gettext_lazy as _

from huizhi.kit.forms import Form


class SignInForm(Form):
    """Login and password."""

    login = forms.CharField(
        label=_("登录名"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True})
    )
    password = forms.CharField(
        label=_("口令"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class CodeForm(Form):
    """The one-time code."""

    code = forms.CharField(
        label=_("动态口令"),
        max_length=10,
        help_text=_("手机身份验证器上显示的六位数字，每三十秒更换一次"),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}),
    )


class PasswordForm(Form):
    """The old password, and the new one twice."""

    old = forms.CharField(
        label=_("现用口令"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=_("新口令"),
        max_length=200,
        strip=False,
        help_text=_("至少十个字符，含大写字母、小写字母、数字、其他字符中的三类；或十六个字符以上"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("再输入一次新口令"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> None:
        """Both new ones are the same."""
        said = super().clean() or {}
        if said.get("new") and said.get("again") and said["new"] != said["again"]:
            self.add_error("again", _("两次输入的新口令不一致"))
