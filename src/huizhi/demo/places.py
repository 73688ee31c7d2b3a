"""Where the demo's entities live: the counties of one province as the divisions of today name them, each with its stations."""

import re

from huizhi.demo.entities import Place
from huizhi.kernel.organisations.models import Division
from huizhi.kernel.organisations.types import Level

_PEOPLES = re.compile(r"(?:土家族|苗族|侗族|瑶族)+自治(?=州)")


def places(province: str) -> list[Place]:
    """The counties of a province, ordered by code; statistical codes of development zones are no counties."""
    today = Division.objects.filter(code__startswith=province, until=None).order_by("code")
    names: dict[str, str] = {}
    stations: dict[str, list[str]] = {}
    for division in today:
        if division.level == Level.STATION:
            stations.setdefault(division.code[:6], []).append(division.code)
        elif not division.is_zone:
            names[division.code] = division.name
    return [
        Place(code, name, _PEOPLES.sub("", names[code[:4] + "00"]), tuple(stations.get(code, ())))
        for code, name in names.items()
        if not code.endswith("00")
    ]
