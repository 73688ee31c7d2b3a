"""How the law's numbers are said on screens, in the reader's language."""

from datetime import date
from typing import Any

from django.utils.translation import get_language, gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from huizhi.kernel.rulebook.types import Bound, Confidence, Shape, Status, Unit

CONFIDENCES = [
    (Confidence.SEEN.value, _("V 已见文本")),
    (Confidence.PARTLY_SEEN.value, _("Vp 部分见到")),
    (Confidence.KNOWN.value, _("K 已知未核")),
    (Confidence.UNSURE.value, _("U 存疑")),
]
STATUSES = [
    (Status.IN_FORCE.value, _("现行")),
    (Status.SUPERSEDED.value, _("已被替代")),
    (Status.DRAFT.value, _("征求意见稿")),
    (Status.UNKNOWN.value, _("状态未核")),
]
STATUS_BADGES = {"in_force": "done", "superseded": "", "draft": "due", "unknown": "due"}
BOUNDS = {Bound.AT_MOST: _("不超过"), Bound.AT_LEAST: _("不少于"), Bound.EXACT: ""}
SHAPES = {Shape.INTEGER: _("整数"), Shape.TABLE: _("表"), Shape.LIST: _("清单"), Shape.TEXT: _("文字")}
ROOMS = [
    ("registration", _("登记注册")),
    ("credit", _("信用监管")),
    ("enforcement", _("执法办案")),
    ("inspection", _("监督检查")),
    ("consumer_protection", _("消费维权")),
    ("sampling", _("抽样检验")),
    ("food_safety", _("食品安全")),
    ("drug_safety", _("药品安全")),
    ("traceability", _("追溯")),
    ("special_equipment", _("特种设备")),
    ("product_quality", _("产品质量")),
    ("fair_competition", _("公平竞争")),
    ("market_conduct", _("市场秩序")),
    ("internet_supervision", _("网络监管")),
    ("intellectual_property", _("知识产权")),
    ("quality_infrastructure", _("质量基础设施")),
    ("government_services", _("政务服务")),
    ("governance", _("政务公开")),
]
UNITS = {
    Unit.WORKING_DAY: ngettext_lazy("%(n)s 个工作日", "%(n)s 个工作日", "n"),
    Unit.DAY: ngettext_lazy("%(n)s 日（自然日）", "%(n)s 日（自然日）", "n"),
    Unit.HOUR: ngettext_lazy("%(n)s 小时", "%(n)s 小时", "n"),
    Unit.MONTH: ngettext_lazy("%(n)s 个月", "%(n)s 个月", "n"),
    Unit.YEAR: ngettext_lazy("%(n)s 年", "%(n)s 年", "n"),
    Unit.MULTIPLE: ngettext_lazy("%(n)s 倍", "%(n)s 倍", "n"),
    Unit.PERSON: ngettext_lazy("%(n)s 人", "%(n)s 人", "n"),
    Unit.TIMES: ngettext_lazy("%(n)s 次", "%(n)s 次", "n"),
    Unit.COUNT: ngettext_lazy("%(n)s 个", "%(n)s 个", "n"),
    Unit.SCORE: ngettext_lazy("%(n)s 分", "%(n)s 分", "n"),
    Unit.YEAR_OF_AGE: ngettext_lazy("%(n)s 周岁", "%(n)s 周岁", "n"),
}
_YI, _WAN = 10_000_000_000, 1_000_000  # fen


def in_english() -> bool:
    """Whether the reader has chosen English."""
    return (get_language() or "").startswith("en")


def name(thing: Any) -> str:
    """The name of an instrument, rule or parameter in the reader's language."""
    said: str = thing.en if in_english() else thing.zh
    return said


def number(value: int | None, unit: str) -> str:
    """A value with its unit."""
    if value is None:
        return gettext("已废止")
    kind = Unit(unit)
    if kind is Unit.FEN:
        return money(value)
    if kind is Unit.PPM:
        return f"{value / 10_000:g}%"
    if kind is Unit.MONTH_DAY:
        return gettext("%(m)s 月 %(d)s 日") % {"m": value // 100, "d": value % 100}
    if kind is Unit.YEAR_MONTH:
        return f"{value // 100}-{value % 100:02}"
    if kind is Unit.CALENDAR_DATE:
        return f"{value // 10_000}-{value // 100 % 100:02}-{value % 100:02}"
    return str(UNITS[kind] % {"n": value})


def money(fen: int) -> str:
    """An amount: in 万 or 亿 on Chinese pages where that is exact."""
    if not in_english():
        for size, word in ((_YI, "亿元"), (_WAN, "万元")):
            if fen >= size and fen % size == 0:
                return f"{fen // size:,} {word}"
    yuan = f"{fen // 100:,}" if fen % 100 == 0 else f"{fen / 100:,.2f}"
    return gettext("%(n)s 元") % {"n": yuan}


def bounded(bound: str, value: int | None, unit: str) -> str:
    """A value with its bound: 不超过 15 个工作日."""
    said = number(value, unit)
    word = str(BOUNDS[Bound(bound)])
    return said if value is None or not word else f"{word} {said}"


def basis(number_: str, article: str) -> str:
    """An article, or that it is not given."""
    where = gettext("第 %(a)s 条") % {"a": article} if article else gettext("条款待核")
    return f"{number_} {where}".strip()


def since(day: date | None) -> str:
    """The first day, or that it is not given."""
    return str(day) if day else gettext("起始日待核")


def parameter_value(value: Any, unit: str) -> list[str]:
    """The value of a parameter in lines."""
    if value is None:
        return []
    if isinstance(value, dict):
        return [f"{key}：{number(n, unit) if unit else n}" for key, n in value.items()]
    if isinstance(value, list):
        return [str(item) for item in value]
    return [number(value, unit)] if isinstance(value, int) and unit else [str(value)]
