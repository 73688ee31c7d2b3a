"""Pictures of figures: each has its table beside it and its definition one click away.

A function here takes plain rows and answers with a `Chart`; `{% chart picture "key" %}` draws it, and the page's block
`scripts` includes `kit/parts/chart_scripts.html`. Colours are told apart by lightness too, never by hue alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

Row = Sequence[object]
Number = int | float

_HALO = {"textBorderColor": "#fff", "textBorderWidth": 2}
SHAPES = ("circle", "rect", "triangle", "diamond", "roundRect", "pin")


@dataclass(frozen=True)
class Chart:
    """A picture: what ECharts draws, and the same as a table."""

    title: str
    option: dict[str, Any]
    columns: Sequence[str]
    rows: Sequence[Row]
    numbers: str = ""
    note: str = ""
    definition: str = ""  # where the figure is defined
    room: str = ""  # "" | tall | map
    table_open: bool = False


@dataclass(frozen=True)
class Series:
    """One line or one row of bars."""

    name: str
    values: Sequence[Number | None]
    stack: str = ""


def bars(
    title: str,
    categories: Sequence[str],
    series: Sequence[Series],
    *,
    unit: str = "",
    lying: bool = False,
    definition: str = "",
    note: str = "",
    first: str = "",
) -> Chart:
    """Bars, standing or lying; several series beside each other, or on each other when they share `stack`."""
    drawn = [{"type": "bar", "name": s.name, "data": list(s.values), "stack": s.stack or None, "barMaxWidth": 28} for s in series]
    return _with_axes(title, categories, series, drawn, unit=unit, lying=lying, definition=definition, note=note, first=first)


def lines(
    title: str,
    categories: Sequence[str],
    series: Sequence[Series],
    *,
    unit: str = "",
    definition: str = "",
    note: str = "",
    first: str = "",
) -> Chart:
    """Lines over time."""
    drawn = [{"type": "line", "name": s.name, "data": list(s.values), "symbolSize": 6} for s in series]
    return _with_axes(title, categories, series, drawn, unit=unit, lying=False, definition=definition, note=note, first=first)


def _with_axes(
    title: str,
    categories: Sequence[str],
    series: Sequence[Series],
    drawn: list[dict[str, Any]],
    *,
    unit: str,
    lying: bool,
    definition: str,
    note: str,
    first: str,
) -> Chart:
    names = {"type": "category", "data": list(categories), "inverse": lying, "axisTick": {"show": False}}
    values = {"type": "value", "name": unit}
    option = {
        "xAxis": values if lying else names,
        "yAxis": names if lying else values,
        "series": drawn,
        "tooltip": {"trigger": "axis"},
        "legend": {"show": len(series) > 1, "top": 0},
        "grid": {"left": 8, "right": 40, "top": 36, "bottom": 8, "containLabel": True},
    }
    rows = [(name, *(s.values[n] for s in series)) for n, name in enumerate(categories)]
    columns = [first or _("项目"), *(s.name for s in series)]
    numbers = ",".join(str(n) for n in range(2, len(columns) + 1))
    tall = "tall" if lying and len(categories) > 12 else ""
    return Chart(title, option, columns, rows, numbers, note, definition, tall)


def shares(title: str, parts: Sequence[tuple[str, Number]], *, unit: str = "", definition: str = "", note: str = "") -> Chart:
    """Parts of a whole, largest first, as lying bars: they are read more exactly than slices."""
    whole = sum(value for _name, value in parts) or 1
    ordered = sorted(parts, key=lambda part: -part[1])
    made = bars(title, [p[0] for p in ordered], [Series(unit or _("数量"), [p[1] for p in ordered])], unit=unit, lying=True)
    rows = [(name, value, f"{value * 100 / whole:.1f} %") for name, value in ordered]
    columns = [_("项目"), unit or _("数量"), _("占比")]
    return Chart(title, made.option, columns, rows, "2,3", note, definition, made.room)


def hunan(
    title: str,
    values: Mapping[str, Number],
    *,
    level: str = "prefectures",
    unit: str = "",
    definition: str = "",
    links: Mapping[str, str] | None = None,
) -> Chart:
    """A map of Hunan by 市州 or county (`level`); values by the name that the map bears. A click opens `links[name]`."""
    highest = max(values.values(), default=1) or 1
    option = {
        "huizhiMap": f"hunan-{level}",
        "huizhiLinks": dict(links or {}),
        "tooltip": {"trigger": "item"},
        "visualMap": {
            "min": 0,
            "max": highest,
            "left": 8,
            "bottom": 8,
            "calculable": False,
            "inRange": {"color": ["#eaf1fa", "#124a8c"]},
        },
        "series": [
            {
                "type": "map",
                "map": f"hunan-{level}",
                "name": unit or title,
                "data": [{"name": name, "value": value} for name, value in values.items()],
                "label": {
                    "show": level == "prefectures",
                    "fontSize": 11,
                    "color": "#1a2330",
                    "textBorderColor": "#fff",
                    "textBorderWidth": 2,
                },
                "layoutCenter": ["50%", "50%"],
                "layoutSize": "96%",
                "itemStyle": {"borderColor": "#fff", "areaColor": "#f5f7fa"},
                "emphasis": {"label": {"show": True}, "itemStyle": {"areaColor": "#d98d10"}},
                "selectedMode": False,
            }
        ],
    }
    rows = sorted(values.items(), key=lambda pair: -pair[1])
    note = _("示意图，非标准地图；公开使用须换用经审核并标注审图号的地图。")
    return Chart(title, option, [_("地区"), unit or _("数量")], rows, "2", note, definition, "map")


@dataclass(frozen=True)
class Node:
    """A thing in a graph; `kind` groups by colour and shape."""

    key: str
    name: str
    kind: str = ""
    href: str = ""
    size: int = 24


@dataclass(frozen=True)
class Edge:
    """A relation between two things."""

    source: str
    target: str
    name: str = ""


def graph(title: str, nodes: Sequence[Node], edges: Sequence[Edge], *, definition: str = "", note: str = "") -> Chart:
    """Relations as a graph."""
    kinds = list(dict.fromkeys(node.kind for node in nodes))
    option = {
        "huizhiLinks": {node.name: node.href for node in nodes if node.href},
        "tooltip": {},
        "legend": {"show": len(kinds) > 1, "data": kinds, "top": 0},
        "series": [
            {
                "type": "graph",
                "layout": "force",
                "roam": True,
                "draggable": True,
                "force": {"repulsion": 260, "edgeLength": 110},
                "categories": [{"name": kind, "symbol": SHAPES[n % len(SHAPES)]} for n, kind in enumerate(kinds)],
                "data": [{"id": n.key, "name": n.name, "category": kinds.index(n.kind), "symbolSize": n.size} for n in nodes],
                "links": [{"source": e.source, "target": e.target, "value": e.name} for e in edges],
                "label": {"show": True, "position": "right"},
                "edgeLabel": {"show": True, "formatter": "{c}", "fontSize": 11},
                "edgeSymbol": ["none", "arrow"],
                "edgeSymbolSize": 7,
            }
        ],
    }
    names = {node.key: node.name for node in nodes}
    rows = [(names.get(e.source, e.source), e.name, names.get(e.target, e.target)) for e in edges]
    return Chart(title, option, [_("自"), _("关系"), _("至")], rows, "", note, definition, "tall")


def flows(title: str, edges: Sequence[tuple[str, str, Number]], *, definition: str = "", note: str = "") -> Chart:
    """Where things go, as a Sankey diagram: (from, to, how many)."""
    names = list(dict.fromkeys(name for source, target, _many in edges for name in (source, target)))
    option = {
        "tooltip": {"trigger": "item"},
        "series": [
            {
                "type": "sankey",
                "data": [{"name": name} for name in names],
                "links": [{"source": s, "target": t, "value": v} for s, t, v in edges],
                "lineStyle": {"color": "source", "opacity": 0.35},
                "label": {"fontSize": 12},
            }
        ],
    }
    return Chart(title, option, [_("自"), _("至"), _("数量")], list(edges), "3", note, definition, "tall")
