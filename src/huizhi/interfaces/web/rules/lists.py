"""The rulebook's lists."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from huizhi.interfaces.web.rules import speaking
from huizhi.interfaces.web.rules.speaking import CONFIDENCES, ROOMS, STATUS_BADGES, STATUSES
from huizhi.kernel.access.types import Viewer
from huizhi.kernel.rulebook import models, queries
from huizhi.kit.access import access
from huizhi.kit.lists import ChoiceFilter, Column, DayFilter, FlagFilter, ListScreen, Order, TextFilter
from huizhi.kit.navigation import Words
from huizhi.lib import clock
from huizhi.lib.calendar import legal_day

VIEW = "rulebook.view_rules"
_ROOM_NAMES = dict(ROOMS)
_STATUS_NAMES = dict(STATUSES)
CONFIDENCE_BADGES = {"V": "done", "Vp": "due", "K": "due", "U": "danger"}


def _values(viewer: Viewer) -> QuerySet[Any]:
    """Today's value of every rule."""
    return queries.values_on(legal_day(clock.now()))


def _instrument_name(row: models.RuleValue) -> str:
    law = row.instrument
    return "" if law is None else speaking.basis(law.document_number or speaking.name(law), row.article)


RULES = ListScreen(
    key="rulebook.rules",
    title=_("法规规则"),
    lead=_("每个数值都写明依据、出处与可信度；今日生效的数值"),
    source=_values,
    columns=(
        Column("zh", _("规则"), value=speaking.name, link=lambda r: reverse("rule", args=[r.rule])),
        Column("value", _("今日数值"), value=lambda r: speaking.bounded(r.bound, r.value, r.unit)),
        Column("since", _("自"), value=lambda r: speaking.since(r.since)),
        Column(
            "instrument",
            _("依据"),
            value=_instrument_name,
            link=lambda r: reverse("instrument", args=[r.instrument_id]) if r.instrument_id else "",
        ),
        Column("confidence", _("可信度"), badge=lambda r: CONFIDENCE_BADGES[r.confidence]),
        Column(
            "is_confirmed",
            _("确认"),
            value=lambda r: _("已确认") if r.is_confirmed else _("待确认"),
            badge=lambda r: "done" if r.is_confirmed else "due",
        ),
        Column("room", _("领域"), value=lambda r: _ROOM_NAMES.get(r.room, r.room)),
        Column("rule", _("标识"), code=True, shown=False),
        Column("source", _("出处"), shown=False),
        Column("checked_on", _("核对日期"), day=True, shown=False),
    ),
    filters=(
        TextFilter("q", _("名称或标识"), fields=("zh", "en", "rule"), anywhere=True),
        ChoiceFilter("room", _("领域"), choices=ROOMS),
        ChoiceFilter("confidence", _("可信度"), choices=CONFIDENCES),
        FlagFilter("unconfirmed", _("只看待确认"), condition=Q(is_confirmed=False)),
        FlagFilter("provincial", _("只看可由省确定的"), condition=~Q(parameter="")),
    ),
    orders=(Order("room", _("按领域"), ("room", "rule", "id")), Order("name", _("按名称"), ("sort_key", "id"))),
    nothing=_("没有符合条件的规则"),
)
rules = access(capability=VIEW)(RULES.view)


def _instruments(viewer: Viewer) -> QuerySet[Any]:
    return queries.instruments().annotate(rules=Count("rulevalue__rule", filter=Q(rulevalue__withdrawn_at=None), distinct=True))


def _by_any_name(rows: QuerySet[Any], said: str) -> QuerySet[Any]:
    """Number in any spelling (总局令第121号), or part of a name."""
    return rows.filter(key__in=queries.find_instruments(said))


def _screen(key: str, address: str, lead: Words) -> ListScreen:
    return ListScreen(
        key=key,
        title=_("法律文件"),
        lead=lead,
        source=_instruments,
        columns=(
            Column("zh", _("名称"), value=speaking.name, link=lambda r: reverse(address, args=[r.key])),
            Column("document_number", _("文号"), value=lambda r: r.document_number or _("文号待核")),
            Column("effective_on", _("施行日期"), value=lambda r: str(r.effective_on) if r.effective_on else _("施行日待核")),
            Column("status", _("状态"), value=lambda r: _STATUS_NAMES[r.status], badge=lambda r: STATUS_BADGES[r.status]),
            Column("rules", _("所依规则"), number=True),
            Column("confidence", _("可信度"), badge=lambda r: CONFIDENCE_BADGES[r.confidence]),
            Column("key", _("标识"), code=True, shown=False),
            Column("source", _("出处"), shown=False),
        ),
        filters=(
            TextFilter("q", _("名称或文号"), narrow=_by_any_name),
            ChoiceFilter("status", _("状态"), choices=STATUSES),
            ChoiceFilter("confidence", _("可信度"), choices=CONFIDENCES),
            DayFilter("effective", _("施行日期"), field="effective_on"),
        ),
        orders=(Order("name", _("按名称"), ("sort_key", "id")),),
        nothing=_("没有符合条件的法律文件"),
    )


instruments = access(capability=VIEW)(
    _screen("rulebook.instruments", "instrument", _("按文号或名称查找；点开可见其下所有规则")).view
)
public_instruments = access(public=True)(
    _screen("rulebook.public_instruments", "public_instrument", _("本平台所依据的法律、法规、规章与文件")).view
)


def _parameters(viewer: Viewer) -> QuerySet[Any]:
    return queries.parameters().annotate(edits_made=Count("edits"))


PARAMETERS = ListScreen(
    key="rulebook.parameters",
    title=_("省级参数"),
    lead=_("由省级确定的数值；未经法规处确认，相关期限不得启用"),
    source=_parameters,
    columns=(
        Column("zh", _("参数"), value=speaking.name, link=lambda r: reverse("parameter", args=[r.key])),
        Column("shape", _("形式"), value=lambda r: speaking.SHAPES[r.shape]),
        Column("edits_made", _("修改次数"), number=True),
        Column("confidence", _("可信度"), badge=lambda r: CONFIDENCE_BADGES[r.confidence]),
        Column("key", _("标识"), code=True),
        Column("source", _("出处"), shown=False),
    ),
    filters=(
        TextFilter("q", _("名称或标识"), fields=("zh", "en", "key"), anywhere=True),
        FlagFilter("unset", _("只看尚未设定"), condition=Q(edits_made=0)),
    ),
    orders=(Order("key", _("按标识"), ("key",)),),
    nothing=_("没有符合条件的参数"),
)
parameters = access(capability=VIEW)(PARAMETERS.view)
