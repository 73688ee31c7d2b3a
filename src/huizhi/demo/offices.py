"""The demo's offices: the standard tree of one province, posts, officers with certificates, power lists.

Organs bear the names of real places, for a county is a county; whoever works in them is invented, and says 演示 in the number.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

import yaml

from huizhi.demo.entities import MARKER, person
from huizhi.demo.stream import Choice, Dice, key_of
from huizhi.demo.words import DATA
from huizhi.kernel.organisations import services
from huizhi.kernel.organisations.models import Officer, Organ
from huizhi.kernel.organisations.types import Level
from huizhi.lib.calendar import legal_day

# Days until a certificate expires: most have years, some weeks, a few are over (the expiry screen has something to show).
_REMAINING = Choice({(400, 1800): 900, (1, 30): 60, (-200, -1): 40})
_TERM = timedelta(days=1825)


@dataclass(frozen=True)
class Made:
    """What a step has made, in words for whoever waits."""

    what: str
    number: int


@cache
def _said() -> dict[str, Any]:
    said: dict[str, Any] = yaml.safe_load((DATA / "offices.yaml").read_text(encoding="utf-8"))
    return said


def make_tree(*, province: str, at: datetime) -> Made:
    """One organ for each division of today, and the posts of each."""
    organs = services.standard_tree(province=province, by=MARKER, at=at)
    posts = [
        services.PostRow(scope_code=code, name=post["name"], rank=post["rank"])
        for code, level in _organs(province)
        for post in _said()["posts"][level]
    ]
    services.register_posts(posts, by=MARKER, at=at)
    return Made("机构 / organs", organs)


def adopt_power_lists(*, at: datetime) -> Made:
    """One list a level, which says of itself that nobody has published it."""
    told = _said()["power_list"]
    number = 0
    for level in Level:
        items = [
            services.PowerRow(code=item["code"], name=item["name"], kind=item["kind"])
            for item in told["items"]
            if level in item["levels"]
        ]
        since = date(legal_day(at).year, 1, 1)
        number += services.adopt_power_list(
            level=level, version=told["version"], since=since, source=told["source"], items=items, by=MARKER, at=at
        )
    return Made("权责事项 / powers", number)


def officers_made(province: str) -> int:
    """How many officers of the demo there are already."""
    return Officer.objects.filter(scope_code__startswith=province, number__startswith=MARKER).count()


def make_officers(*, province: str, wanted: int, seed: int, at: datetime) -> Made:
    """Officers spread over all organs, each on a post, each with a certificate; at least one for each post of a bureau."""
    rows, certificates = [], []
    today = legal_day(at)
    for n, (code, post) in enumerate(_seats(province, wanted)):
        dice = Dice(key_of(seed, "officer"), n)
        number = f"{MARKER}{n + 1:06d}"
        since = date(2012 + dice.below(13), 1 + dice.below(12), 1)
        rows.append(services.OfficerRow(scope_code=code, number=number, name=person(dice), since=since, posts=(post,)))
        first, last = _REMAINING.pick(dice.u32())
        expires = today + timedelta(days=first + dice.below(last - first))
        certificates.append(
            services.CertificateRow(
                scope_code=code,
                officer_number=number,
                kind=_said()["certificate"],
                number=f"{MARKER}-43-{n + 1:06d}",
                issued_on=expires - _TERM,
                expires_on=expires,
            )
        )
    services.register_officers(rows, by=MARKER, at=at)
    services.register_certificates(certificates, by=MARKER, at=at)
    return Made("执法人员 / officers", len(rows))


def _organs(province: str) -> list[tuple[str, str]]:
    found = Organ.objects.filter(scope_code__startswith=province, until=None).order_by("scope_code")
    return list(found.values_list("scope_code", "level"))


def _seats(province: str, wanted: int) -> Iterator[tuple[str, str]]:
    """(organ, post) of each officer: first every post once, then more people on the last post of each organ in turn."""
    organs = _organs(province)
    posts = _said()["posts"]
    given = 0
    for code, level in organs:
        for post in posts[level]:
            yield code, post["name"]
            given += 1
    while given < wanted:
        for code, level in organs[: wanted - given]:
            yield code, posts[level][-1]["name"]
            given += 1
