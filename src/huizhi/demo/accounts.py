"""The demo's accounts: one for each role and level in two neighbouring lines of organs, all with one password of this instance.

They are flagged as demo accounts, and production refuses to start with any.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import yaml

from huizhi.demo.entities import FIRST_PLACES, MARKER, person
from huizhi.demo.stream import Dice, key_of
from huizhi.demo.words import DATA
from huizhi.kernel.access import services as access
from huizhi.kernel.access.models import Account
from huizhi.kernel.access.types import Kind
from huizhi.kernel.organisations.models import Officer, Organ

WIDTHS = {"province": 2, "prefecture": 4, "county": 6, "station": 9}


@dataclass(frozen=True)
class Seat:
    """An account that the demo has."""

    login: str
    zh: str
    kind: Kind
    roles: tuple[str, ...]
    scope_code: str
    post: str = ""
    is_shown: bool = False


@dataclass(frozen=True)
class Firm:
    """An enterprise that has an account."""

    party_id: int
    name: str
    county: str


@cache
def _said() -> dict[str, Any]:
    said: dict[str, Any] = yaml.safe_load((DATA / "accounts.yaml").read_text(encoding="utf-8"))
    return said


def home() -> tuple[str, str]:
    """The two counties in which every role has an account: the first one's are shown at start."""
    return FIRST_PLACES


def seats(stations: dict[str, str]) -> Iterator[Seat]:
    """Every account of the demo; `stations` says which station of each of the two counties has some."""
    groups = {"officers": Kind.OFFICER, "operators": Kind.OPERATOR, "enterprises": Kind.ENTERPRISE, "partners": Kind.PARTNER}
    seen = set()
    for county in home():
        for group, kind in groups.items():
            for role, told in _said()[group].items():
                for level in told["levels"]:
                    code = stations.get(county, "") if level == "station" else county[: WIDTHS[level]]
                    login = f"{role}.{code}"
                    if code and login not in seen:
                        seen.add(login)
                        yield _seat(role, told, kind, level, code)


def _seat(role: str, told: dict[str, Any], kind: Kind, level: str, code: str) -> Seat:
    roles = (f"{level}_officer", role) if kind is Kind.OFFICER else (role,)
    shown = _said()["shown"].get(role, "county") == level and home()[0].startswith(code[:6])
    return Seat(f"{role}.{code}", told["zh"], kind, roles, code, told.get("post", ""), shown)


def make_accounts(*, seed: int, password: str, firms: Iterable[Firm], at: datetime) -> list[Seat]:
    """Open those that are not there yet; returns all that the demo has now."""
    organs = {o.scope_code: o for o in Organ.objects.filter(scope_code__startswith=home()[0][:2])}
    stations = {county: min(code for code in organs if len(code) == 9 and code.startswith(county)) for county in home()}
    firm_of = {firm.county: firm for firm in firms}
    known = set(Account.objects.filter(is_demo=True).values_list("login", flat=True))
    free = _officers(set(organs), list(home()))
    made = []
    for number, seat in enumerate(seats(stations)):
        firm = firm_of.get(seat.scope_code) if seat.kind is Kind.ENTERPRISE else None
        if seat.kind is Kind.ENTERPRISE and firm is None:
            continue
        made.append(seat)
        if seat.login in known:
            continue
        places = free.get((seat.scope_code, seat.post), [])
        code, name = places.pop(0) if places else ("", person(Dice(key_of(seed, "account"), number)))
        access.create_account(
            login=seat.login,
            password=password,
            kind=seat.kind,
            name=firm.name if firm else f"{name}（{MARKER}）",
            scope_code=seat.scope_code,
            roles=list(seat.roles),
            by=MARKER,
            at=at,
            organ_code=seat.scope_code if seat.kind is Kind.OFFICER else "",
            officer_code=code,
            post=seat.post or seat.zh,
            party_id=firm.party_id if firm else None,
            is_demo=True,
        )
    return made


def _officers(organs: set[str], counties: list[str]) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """(organ, post) -> officers of the demo who hold it, each (number, name), to whom accounts are given."""
    codes = {code for code in organs if any(county.startswith(code) or code.startswith(county) for county in counties)}
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    rows = Officer.objects.filter(scope_code__in=codes, number__startswith=MARKER, holdings__until=None).order_by("number")
    for code, post, number, name in rows.values_list("scope_code", "holdings__post__name", "number", "name"):
        found.setdefault((code, post), []).append((number, name))
    return found
