"""How somebody wants to be reached."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from huizhi.kernel.notices import queries
from huizhi.kit.forms import Form


class ReachForm(Form):
    """Addresses, and the kinds of notice that are wanted by each."""

    mail = forms.CharField(
        label=_("电子邮箱"),
        required=False,
        max_length=200,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("留空则不发邮件"),
    )
    sms = forms.CharField(
        label=_("手机号码"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
        help_text=_("留空则不发短信"),
    )
    by_mail = forms.MultipleChoiceField(label=_("用邮件提醒"), required=False, widget=forms.CheckboxSelectMultiple)
    by_sms = forms.MultipleChoiceField(label=_("用短信提醒"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, channel in (("by_mail", "mail"), ("by_sms", "sms")):
            self.fields[name].choices = choices(channel)  # type: ignore[attr-defined]


def choices(channel: str) -> list[tuple[str, str]]:
    """The kinds of notice that can leave by a channel."""
    english = (get_language() or "").startswith("en")
    return [
        (kind.name, (kind.en if english else kind.zh).title) for kind in queries.kinds_by_channel() if channel in kind.channels
    ]
