"""The list: filters in the address, columns, saved views, pages by key, honest counts, bulk acts with preview, whole exports.

SCREEN = ListScreen(
    key="rulebook.instruments",
    title=_("法规库"),
    source=lambda viewer: queries.instruments(viewer),          # a queryset; its scope is the viewer's
    columns=(Column("title", _("名称"), link=lambda r: r.url), Column("since", _("施行日期"), day=True)),
    filters=(TextFilter("q", _("名称"), ("title",)), ChoiceFilter("state", _("状态"), STATES)),
    orders=(Order("recent", _("最近施行"), ("-since", "-id")),),
)
instruments = access(capability="rulebook.read")(SCREEN.view)
"""

from huizhi.kit.lists.bulk import Bulk, Preview, PreviewRow
from huizhi.kit.lists.columns import Column
from huizhi.kit.lists.filters import ChoiceFilter, DayFilter, Filter, FlagFilter, TextFilter
from huizhi.kit.lists.screen import ListScreen, Order

__all__ = [
    "Bulk",
    "ChoiceFilter",
    "Column",
    "DayFilter",
    "Filter",
    "FlagFilter",
    "ListScreen",
    "Order",
    "Preview",
    "PreviewRow",
    "TextFilter",
]
