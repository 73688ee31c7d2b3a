"""The component sheet."""

from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from huizhi.kit import charts
from huizhi.kit.access import access
from huizhi.kit.forms import DayField, Form, WordsField

PREFECTURES = {
    "长沙市": 1650,
    "株洲市": 610,
    "湘潭市": 420,
    "衡阳市": 720,
    "岳阳市": 590,
    "常德市": 640,
    "怀化市": 350,
    "郴州市": 480,
}


class Specimen(Form):
    """One field of each kind."""

    draft = "design.specimen"
    name = forms.CharField(label=_("名称"), help_text=_("营业执照上的全称"), max_length=60)
    kind = forms.ChoiceField(label=_("类型"), choices=[("", "—"), ("a", _("企业")), ("b", _("个体工商户"))])
    since = DayField(label=_("日期"))
    note = WordsField(label=_("说明"), required=False)
    agreed = forms.BooleanField(label=_("已阅读并承诺"))
    ways = forms.MultipleChoiceField(
        label=_("送达方式"), choices=[("e", _("电子")), ("p", _("邮寄"))], widget=forms.CheckboxSelectMultiple, required=False
    )


@access(public=True)
@require_GET
def sheet(request: HttpRequest) -> HttpResponse:
    """Every component in every state."""
    return render(request, "web/design.html", _specimens())


def _specimens() -> dict[str, Any]:
    at = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
    return {
        "crumbs": [(_("首页"), "/"), (_("组件"), "")],
        "marks": ["V", "Vp", "K", "U"],
        "facts": _facts(at),
        "events": _events(at),
        "tab_items": [
            ("file", _("概况"), "#file"),
            ("time", _("时间线"), "#time", 12),
            ("relations", _("关系"), "#relations", 0),
        ],
        "steps": [_("上传文件"), _("试运行"), _("装载"), _("报告")],
        "nodes": [
            {
                "title": "湖南省",
                "open": True,
                "children": [
                    {
                        "title": "长沙市",
                        "note": "9",
                        "children": [{"title": "岳麓区", "href": "#"}, {"title": "浏阳市", "href": "#"}],
                    },
                    {"title": "株洲市", "href": "#"},
                ],
            }
        ],
        "columns": [_("地区"), _("主体数"), _("占比")],
        "rows": [(name, value, f"{value / 54.6:.1f} %") for name, value in PREFECTURES.items()],
        "form": Specimen(),
        "wrong_form": Specimen({"name": "", "kind": "c", "since": "2026-02-31", "note": _("已写的内容仍在")}, auto_id="wrong_%s"),
        **_pictures(),
    }


def _facts(at: datetime) -> list[dict[str, Any]]:
    return [
        {
            "label": _("名称"),
            "value": "长沙市岳麓区示例商贸有限公司",
            "source": "设立登记",
            "date": date(2024, 5, 6),
            "visibility": "public",
        },
        {"label": _("统一社会信用代码"), "value": "91430104MA0000000X", "confidence": "V"},
        {"label": _("联系电话"), "value": "", "visibility": "official"},
        {"label": _("经营地址"), "value": "岳麓区示例路 1 号", "visibility": "own", "source": "2025 年度报告", "date": at},
    ]


def _events(at: datetime) -> list[dict[str, Any]]:
    late = "未按规定公示年度报告"
    return [
        {"at": at, "title": "列入经营异常名录", "text": late, "kind": "danger", "source": "岳麓区市场监督管理局"},
        {"at": date(2025, 6, 1), "title": "变更经营范围", "href": "#", "who": "登记员"},
        {"at": date(2024, 5, 6), "title": "设立登记", "kind": "done"},
    ]


def _pictures() -> dict[str, charts.Chart]:
    years = ["2021", "2022", "2023", "2024", "2025"]
    two = [charts.Series(_("企业"), [120, 132, 151, 160, 171]), charts.Series(_("个体工商户"), [300, 310, 345, 360, 382])]
    nodes = [
        charts.Node("a", "示例集团", _("企业"), size=40),
        charts.Node("b", "示例商贸", _("企业")),
        charts.Node("c", "张某", _("自然人")),
    ]
    edges = [charts.Edge("a", "b", "持股 60%"), charts.Edge("c", "a", "法定代表人")]
    return {
        "bars": charts.bars(_("各年主体数"), years, two, unit=_("万户"), definition="#definition", first=_("年")),
        "lines": charts.lines(_("各年主体数"), years, two, unit=_("万户"), definition="#definition", first=_("年")),
        "shares": charts.shares(_("行业分布"), [("批发和零售业", 520), ("住宿和餐饮业", 210), ("制造业", 96)], unit=_("户")),
        "map": charts.hunan(_("各市州主体数"), PREFECTURES, unit=_("户"), definition="#definition"),
        "graph": charts.graph(_("关系图"), nodes, edges),
        "flows": charts.flows(_("投诉去向"), [("12315", "受理", 80), ("12315", "不予受理", 20), ("受理", "调解成功", 60)]),
    }
