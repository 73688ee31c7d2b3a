"""Answers about divisions, organs, officers and powers."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Length

from huizhi.kernel.organisations.locating import Locator
from huizhi.kernel.organisations.models import (
    Certificate,
    Division,
    LoadedFile,
    Officer,
    Organ,
    OrganDivision,
    Post,
    PowerItem,
    PowerList,
    Succession,
)
from huizhi.kernel.organisations.types import Competence, Level, Located, Place

# --- divisions ----------------------------------------------------------------------------------------------------


def _in_year(year: int) -> Q:
    return Q(Q(since=None) | Q(since__lte=year), Q(until=None) | Q(until__gt=year))


def division(code: str, *, year: int | None = None) -> Division | None:
    """The division with that code today, or in that year. None where the lists have no such code at that time."""
    found = Division.objects.filter(code=code)
    found = found.filter(until=None) if year is None else found.filter(_in_year(year))
    return found.order_by("-since").first()


def divisions(parent: str, *, year: int | None = None) -> list[Division]:
    """The divisions below one ("" for the provinces), today or in that year."""
    found = Division.objects.filter(parent_code=parent)
    found = found.filter(until=None) if year is None else found.filter(_in_year(year))
    return list(found.order_by("code"))


def division_rows(*, year: int, parent: str | None = None, prefix: str = "") -> QuerySet[Division]:
    """The divisions of a year as a set: those below one, or those whose code begins so."""
    found = Division.objects.filter(_in_year(year), code__startswith=prefix)
    return found if parent is None else found.filter(parent_code=parent)


def division_path(code: str, *, year: int | None = None) -> list[Division]:
    """From the province down to this division."""
    found: list[Division] = []
    while code and (one := division(code, year=year)) is not None:
        found.insert(0, one)
        code = one.parent_code
    return found


def names_of(codes: Iterable[str]) -> dict[str, str]:
    """Code -> its name, today's where it has one."""
    wanted = [code for code in codes if code]
    return dict(Division.objects.filter(code__in=wanted).order_by(F("until").asc(nulls_last=True)).values_list("code", "name"))


def ever(code: str) -> list[Division]:
    """Every name that a code has had, newest first."""
    return list(Division.objects.filter(code=code).order_by("-until", "-since"))


def division_codes(*, today_only: bool = False) -> dict[str, str]:
    """Code -> name of every division: the table against which a whole file is checked. An abolished code keeps its last name."""
    found = Division.objects.filter(until=None) if today_only else Division.objects.order_by(F("until").asc(nulls_last=True))
    return dict(found.values_list("code", "name"))


def successions(*, of: str = "", into: str = "") -> list[Succession]:
    """What became of a code, or what a code was made of; all of them without either."""
    found = Succession.objects.order_by("-year", "old_code", "new_code")
    if of:
        found = found.filter(old_code=of)
    if into:
        found = found.filter(new_code=into)
    return list(found)


def successors_today() -> dict[str, tuple[str, ...]]:
    """Abolished code -> the codes of today that took its territory, through all changes in between."""
    steps: dict[str, list[str]] = defaultdict(list)
    for old, new in Succession.objects.exclude(old_code=F("new_code")).values_list("old_code", "new_code"):
        steps[old].append(new)
    return {old: tuple(sorted(_ends(old, steps))) for old in steps}


def _ends(code: str, steps: dict[str, list[str]]) -> set[str]:
    if code not in steps:
        return {code}
    return {end for step in steps[code] for end in _ends(step, steps)}


# --- addresses ----------------------------------------------------------------------------------------------------


def locator(*, home: str = "43") -> Locator:
    """A reader of addresses of one province; made once for each state of the lists."""
    digest = LoadedFile.objects.filter(name="divisions").values_list("digest", flat=True).first() or ""
    return _locator(home, digest)


@cache
def _locator(home: str, digest: str) -> Locator:
    now = successors_today()
    renamed = set(Division.objects.filter(until=None).values_list("code", flat=True))
    wanted = Division.objects.filter(Q(code__startswith=home) | Q(level=Level.PROVINCE))
    places = []
    for code, name, until in wanted.values_list("code", "name", "until"):
        today: tuple[str, ...] = ()
        if until is not None:
            today = now.get(code) or ((code,) if code in renamed else ())
        places.append(Place(code, name, today))
    return Locator(places, home=home)


def locate(address: str, *, home: str = "43") -> Located:
    """Read the division out of an address, saying what is uncertain."""
    return locator(home=home).locate(address)


# --- organs -------------------------------------------------------------------------------------------------------


def organ(scope_code: str) -> Organ | None:
    """The organ with that scope code."""
    return Organ.objects.select_related("parent").filter(scope_code=scope_code).first()


def organs(codes: Iterable[str]) -> dict[str, Organ]:
    """Organs by scope code."""
    return {o.scope_code: o for o in Organ.objects.filter(scope_code__in=set(codes))}


def children(scope_code: str, *, on: date | None = None) -> list[Organ]:
    """The organs directly below one ("" for the roots), as they stand on a day; in the order of their codes."""
    found = Organ.objects.filter(parent__scope_code=scope_code) if scope_code else Organ.objects.filter(parent=None)
    return list(_standing(found, on).order_by("scope_code"))


def _standing(found: QuerySet[Organ], on: date | None) -> QuerySet[Organ]:
    if on is None:
        return found.filter(until=None)
    return found.filter(Q(since=None) | Q(since__lte=on), Q(until=None) | Q(until__gt=on))


def bureaux() -> list[Organ]:
    """Every organ above the stations, in tree order: the part of the tree that one page shows."""
    return list(Organ.objects.exclude(level=Level.STATION).filter(until=None).order_by("scope_code"))


def organ_counts() -> dict[str, int]:
    """How many organs there are at each level."""
    return dict(Organ.objects.filter(until=None).values_list("level").annotate(Count("id")))


def organ_rows(*, parent: str = "", level: str = "") -> QuerySet[Organ]:
    """The organs of today as a set: below one, or of one level, or all."""
    found = Organ.objects.filter(until=None).select_related("parent")
    found = found.filter(level=level) if level else found
    return found.filter(parent__scope_code=parent) if parent else found


def organs_named(words: str, *, limit: int) -> list[Organ]:
    """Organs whose name holds these words, or whose scope code begins with them; the higher first."""
    found = Organ.objects.filter(Q(name__icontains=words) | Q(scope_code__startswith=words), until=None)
    return list(found.order_by(Length("scope_code"), "scope_code")[:limit])


def served(one: Organ) -> list[OrganDivision]:
    """The divisions that an organ serves or has served."""
    return list(one.divisions.order_by("division_code"))


def posts(one: Organ) -> list[Post]:
    """The posts of an organ."""
    return list(one.posts.order_by("pk"))


def subtree(scope_code: str, *, level: Level | None = None) -> list[Organ]:
    """An organ and all below it, in tree order; or only those of one level."""
    found = Organ.objects.filter(scope_code__gte=scope_code, scope_code__lt=scope_code + "~", until=None)
    return list((found.filter(level=level) if level else found).order_by("scope_code"))


def path(scope_code: str) -> list[Organ]:
    """From the province down to this organ."""
    codes = [scope_code[:n] for n in (2, 4, 6, 9) if n <= len(scope_code)]
    return list(Organ.objects.filter(scope_code__in=codes).order_by("scope_code"))


def scope_codes_of_divisions(*, on: date) -> dict[str, str]:
    """Division code -> scope code of the organ that serves it on a day, abolished codes included where one organ took over.

    For whole files: look up the town's nine digits first, then the county's six.
    """
    served = dict(
        OrganDivision.objects.filter(Q(since=None) | Q(since__lte=on), Q(until=None) | Q(until__gt=on)).values_list(
            "division_code", "organ__scope_code"
        )
    )
    for old, today in successors_today().items():
        if old not in served and len(today) == 1 and today[0] in served:
            served[old] = served[today[0]]
    return served


def competent_organ(division_code: str, *, on: date) -> Competence:
    """The organ competent for a division on a day: its own, else that of the level above; with what was uncertain."""
    said: list[str] = []
    code = division_code
    if not Division.objects.filter(code=code, until=None).exists():
        today = successors_today().get(code, ())
        if len(today) > 1:
            return Competence(None, "", code, (f"{code}已撤销并分入{'、'.join(today)}，须按地址确定",))
        if today:
            said.append(f"{code}已变更为{today[0]}")
            code = today[0]
        elif not Division.objects.filter(code=code).exists():
            return Competence(None, "", code, (f"区划代码{code}不在任何年份的名单中",))
    wanted = [code, code[:6], code[:4] + "00", code[:2] + "0000"]
    served = OrganDivision.objects.filter(
        Q(since=None) | Q(since__lte=on), Q(until=None) | Q(until__gt=on), division_code__in=wanted
    ).select_related("organ")
    found = {s.division_code: s.organ for s in served}
    for one in dict.fromkeys(wanted):
        if one in found:
            if one not in (code, code[:6]):
                said.append("本级没有机构，由上级机构管辖")
            return Competence(found[one].scope_code, found[one].name, code, tuple(said))
    return Competence(None, "", code, (*said, "机构树中没有管辖该区划的机构"))


def competent_for_address(address: str, *, on: date, home: str = "43") -> tuple[Located, Competence]:
    """The organ competent for an address, with both readings of it."""
    located = locate(address, home=home)
    if not located.division:
        return located, Competence(None, "", "", located.said)
    return located, competent_organ(located.division, on=on)


# --- officers and certificates ------------------------------------------------------------------------------------


def officers(*, organ_code: str = "", after: int = 0, limit: int = 50) -> list[Officer]:
    """A page of the officers in scope, of one organ or of all; `after` is the id of the last one of the page before."""
    found = Officer.objects.filter(until=None, pk__gt=after).select_related("organ").order_by("pk")
    if organ_code:
        found = found.filter(organ__scope_code=organ_code)
    return list(found[:limit])


def officer(uuid: str) -> Officer | None:
    """One officer in scope, with organ."""
    return Officer.objects.select_related("organ").filter(uuid=uuid).first()


def certificates_expiring(*, today: date, within: int = 60, limit: int = 200) -> list[Certificate]:
    """Certificates in scope that have expired or will within so many days, the earliest first."""
    return list(
        Certificate.objects.filter(expires_on__lte=today + timedelta(days=within), withdrawn_on=None, officer__until=None)
        .select_related("officer", "officer__organ")
        .order_by("expires_on", "pk")[:limit]
    )


def valid_certificates(*, officer_uuids: Iterable[str], on: date) -> dict[str, list[Certificate]]:
    """The certificates that these officers may show on a day, by officer."""
    found: dict[str, list[Certificate]] = defaultdict(list)
    valid = Certificate.objects.filter(officer__uuid__in=list(officer_uuids), expires_on__gte=on).select_related("officer")
    for one in valid.filter(Q(issued_on=None) | Q(issued_on__lte=on), Q(withdrawn_on=None) | Q(withdrawn_on__gt=on)):
        found[str(one.officer.uuid)].append(one)
    return dict(found)


# --- powers -------------------------------------------------------------------------------------------------------


def power_list(level: str, *, on: date) -> PowerList | None:
    """The version of a level's list that holds on a day."""
    return PowerList.objects.filter(Q(until=None) | Q(until__gt=on), level=level, since__lte=on).order_by("-since", "-pk").first()


def powers(level: str, *, on: date, kind: str = "") -> list[PowerItem]:
    """What organs of a level may do on a day, by code."""
    found = PowerItem.objects.filter(power_list=power_list(level, on=on)).order_by("code")
    return list(found.filter(kind=kind) if kind else found)


@dataclass(frozen=True)
class Holder:
    """Organs of one level hold a power, by that version of their list."""

    level: str
    version: str
    item: PowerItem
    organs: int


def holders(power_code: str, *, on: date) -> list[Holder]:
    """Who holds a power on a day."""
    found = []
    for level in Level:
        current = power_list(level, on=on)
        item = current.items.filter(code=power_code).first() if current else None
        if current is not None and item is not None:
            count = Organ.objects.filter(level=level, until=None).count()
            found.append(Holder(level, current.version, item, count))
    return found


def holds_power(scope_code: str, power_code: str, *, on: date) -> bool:
    """Whether the organ with that scope code holds a power on a day."""
    found = organ(scope_code)
    current = power_list(found.level, on=on) if found else None
    return current is not None and current.items.filter(code=power_code).exists()
