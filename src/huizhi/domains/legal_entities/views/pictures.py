"""Figures of the register as pictures."""

from django.utils.translation import gettext as _

from huizhi.domains.legal_entities import queries
from huizhi.domains.legal_entities.queries.files import Tie
from huizhi.domains.legal_entities.queries.places import division_names
from huizhi.kit import charts

DEFINITION = "#definition"


def pictures(place: str, base: str) -> list[tuple[str, charts.Chart]]:
    """Map, trend, sectors and kinds of a place: (key, picture)."""
    found: list[tuple[str, charts.Chart]] = []
    if len(place) < 6:
        numbers = queries.by_place(place)
        names = division_names(numbers)
        values = {names.get(code, code): n for code, n in numbers.items()}
        links = {names.get(code, code): f"{base}?place={code[:4] if len(place) < 4 else code}" for code in numbers}
        if place:
            ordered = sorted(values.items(), key=lambda pair: -pair[1])
            series = [charts.Series(_("户数"), [n for _name, n in ordered])]
            found.append(
                (
                    "places",
                    charts.bars(
                        _("各县市区主体数"),
                        [name for name, _n in ordered],
                        series,
                        unit=_("户"),
                        lying=True,
                        definition=DEFINITION,
                    ),
                )
            )
        else:
            found.append(("places", charts.hunan(_("各市州主体数"), values, unit=_("户"), definition=DEFINITION, links=links)))
    months = queries.flow(place)
    trend = [
        charts.Series(_("新设"), [m.opened for m in months]),
        charts.Series(_("注销"), [m.ended for m in months]),
    ]
    labels = [m.month.strftime("%Y-%m") for m in months]
    found.append(("trend", charts.lines(_("按月新设与注销"), labels, trend, unit=_("户"), definition=DEFINITION)))
    found.append(("sectors", charts.shares(_("按行业门类"), queries.by_sector(place), unit=_("户"), definition=DEFINITION)))
    found.append(("kinds", charts.shares(_("按主体类型"), queries.by_kind(place), unit=_("户"), definition=DEFINITION)))
    found.append(("statuses", charts.shares(_("按登记状态"), queries.by_status(place), unit=_("户"), definition=DEFINITION)))
    return found


def relation_graph(name: str, ties: list[Tie], hrefs: dict[str, str]) -> charts.Chart:
    """One entity in the middle, whoever stands behind or below it around."""
    nodes = [charts.Node("self", name, _("本主体"), size=40)]
    edges = []
    for number, tie in enumerate(ties):
        key = tie.code or f"{tie.name}-{number}"
        if not any(n.key == key for n in nodes):
            nodes.append(charts.Node(key, tie.name, tie.kind, hrefs.get(tie.code, "")))
        label = f"{tie.kind} {tie.percent}".strip()
        edges.append(charts.Edge("self", key, label) if tie.inward else charts.Edge(key, "self", label))
    return charts.graph(_("主体关系"), nodes, edges)
