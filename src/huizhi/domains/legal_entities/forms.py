"""Forms of the register's screens."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from huizhi.domains.legal_entities.choices import EventKind
from huizhi.kit.forms import DayField, Form, WordsField

# Events that change nothing but the state: what an officer records on the file.
RECORDABLE = (
    EventKind.SUSPENDED,
    EventKind.RESUMED,
    EventKind.REVOKED,
    EventKind.ANNULLED,
    EventKind.RESTORED,
    EventKind.WINDING_UP,
    EventKind.CLOSED,
    EventKind.MOVED_OUT,
)


class UploadFile(Form):
    """A file of entities, to be tried first."""

    file = forms.FileField(label=_("文件"), help_text=_("CSV、TSV、xlsx 或 Parquet；第一行为列名"), max_length=200)
    source = forms.CharField(label=_("数据来源"), max_length=100, help_text=_("提供单位，记入每个主体的事件"), required=False)


class RecordEvent(Form):
    """One event on one entity."""

    draft = "legal_entities.event"
    event = forms.ChoiceField(label=_("事件"))
    on = DayField(label=_("日期"))
    reason = WordsField(label=_("理由或依据"), max_length=500)

    def __init__(self, *args: Any, possible: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = cast("forms.ChoiceField", self.fields["event"])
        choice.choices = [(e.value, e.label) for e in RECORDABLE if e in possible]


class MergeInto(Form):
    """The judgement that another entity is the same."""

    draft = "legal_entities.merge"
    other = forms.CharField(label=_("重复主体的代码"), max_length=18, help_text=_("并入本主体；事实和标识随之可见，可随时拆分"))
    reason = WordsField(label=_("判断理由"), max_length=500)


class Reason(Form):
    """Why."""

    reason = WordsField(label=_("理由"), max_length=500)
