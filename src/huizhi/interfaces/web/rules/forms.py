"""Forms of the rulebook's screens."""

import csv
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from huizhi.interfaces.web.rules.speaking import CONFIDENCES
from huizhi.kernel.rulebook import services
from huizhi.kernel.rulebook.types import Shape
from huizhi.kit.forms import DayField, Form, WordsField

HELP = {
    Shape.INTEGER: _("只填整数，不带单位与千分号"),
    Shape.TABLE: _("每行一项：项目 = 整数"),
    Shape.LIST: _("每行一项"),
    Shape.TEXT: _("规则全文或要点"),
}
UNIT_HELP = {
    "fen": _("金额以分为单位：1 万元写作 1000000"),
    "ppm": _("比例以百万分之一为单位：3% 写作 30000"),
}
FIRST_YEAR, LAST_YEAR = 2004, 2060


class EditParameter(Form):
    """A new value of a provincial parameter."""

    draft = "rulebook.parameter"
    value = WordsField(label=_("数值"))
    effective_on = DayField(label=_("施行日期"))
    basis = forms.CharField(label=_("依据文件"), max_length=200, help_text=_("文件名称与文号"))
    reason = WordsField(label=_("修改理由"), max_length=2000)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, shape: Shape, unit: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shape = shape
        helps = [str(HELP[shape]), str(UNIT_HELP.get(unit, ""))]
        self.fields["value"].help_text = "; ".join(h for h in helps if h)
        if shape is Shape.INTEGER:
            self.fields["value"].widget = forms.TextInput(attrs={"inputmode": "numeric"})

    def clean_value(self) -> services.Json:
        """What was typed, as a value of the parameter's shape."""
        try:
            return services.from_text(self.shape, self.cleaned_data["value"])
        except services.ParameterValueRefused as refusal:
            raise ValidationError(f"{refusal.what}；{refusal.remedy}") from refusal


class Confirm(Form):
    """The second person's word."""

    ground = WordsField(label=_("核对依据"), max_length=2000, help_text=_("对照了哪一文本的哪一条"))
    subject = forms.CharField(widget=forms.HiddenInput, max_length=80)


class EnterHolidays(Form):
    """A year's published holidays."""

    draft = "rulebook.holidays"
    year = forms.IntegerField(label=_("年份"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    days = WordsField(
        label=_("日期"),
        help_text=_("每行一日：2027-01-01,放假 或 2027-01-03,上班（调休）"),
        widget=forms.Textarea(attrs={"rows": 12}),
    )
    document_number = forms.CharField(label=_("文号"), max_length=80, required=False, help_text=_("不知则留空"))
    source = forms.CharField(label=_("出处"), max_length=280, help_text=_("取自何处，如国务院办公厅通知原件"))
    confidence = forms.ChoiceField(label=_("可信度"), choices=CONFIDENCES, initial="U")

    def clean_days(self) -> tuple[list[date], list[date]]:
        """The days off and the days worked."""
        off: list[date] = []
        worked: list[date] = []
        for number, row in enumerate(csv.reader(self.cleaned_data["days"].splitlines()), start=1):
            cells = [cell.strip() for cell in row]
            if not any(cells):
                continue
            try:
                day, kind = cells
                {"放假": off, "off": off, "上班": worked, "worked": worked}[kind].append(date.fromisoformat(day))
            except (ValueError, KeyError) as error:
                raise ValidationError(now("第 %(n)s 行“%(row)s”无法识别") % {"n": number, "row": ",".join(cells)[:60]}) from error
        return off, worked
