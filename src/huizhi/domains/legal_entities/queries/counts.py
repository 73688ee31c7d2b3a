"""Counts of the register with their definitions: stock, trend, distribution by place, sector and kind."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, QuerySet, Sum

from huizhi.domains.legal_entities.choices import Kind, Status
from huizhi.domains.legal_entities.industries import SECTIONS
from huizhi.domains.legal_entities.models import EntityCount, EntityFlow

# In being: every entity that has not been deregistered, annulled or moved away. Revoked entities still exist until closed.
IN_BEING = (Status.ACTIVE, Status.DORMANT, Status.REVOKED, Status.LIQUIDATING)
IN_BUSINESS = (Status.ACTIVE, Status.DORMANT)
# 经营主体: kinds that do business; institutions, organs and social organisations are legal persons beside them.
NOT_IN_TRADE = (
    Kind.INSTITUTION,
    Kind.SOCIAL,
    Kind.PRIVATE_NON_ENTERPRISE,
    Kind.FOUNDATION,
    Kind.ORGAN,
    Kind.MASS,
    Kind.RURAL_COLLECTIVE,
    Kind.OTHER,
)
DEFINITION = (
    "存量：登记状态为存续、歇业的主体数，按住所区划、行业门类（GB/T 4754-2017）和主体类型统计；"
    "经营主体不含机关、事业单位、社会组织、农村集体经济组织。新设按成立日期，注销按注销日期，按月统计。"
    "由登记库逐户计数，不抽样；计数时间见页面。"
)


@dataclass(frozen=True, slots=True)
class Stock:
    """How many entities a place has."""

    total: int
    in_trade: int
    companies: int
    individuals: int
    closed: int
    counted_at: datetime | None


def stock(place: str = "") -> Stock:
    """The figures of a place ("" for all, a prefecture's 4 or a county's 6 digits)."""
    rows = EntityCount.objects.filter(division__startswith=place)
    alive = rows.filter(status__in=IN_BUSINESS)
    trade = alive.exclude(kind__in=NOT_IN_TRADE)
    return Stock(
        total=_sum(alive),
        in_trade=_sum(trade),
        companies=_sum(trade.exclude(kind__in=(Kind.INDIVIDUAL, Kind.COOPERATIVE))),
        individuals=_sum(alive.filter(kind=Kind.INDIVIDUAL)),
        closed=_sum(rows.filter(status=Status.CLOSED)),
        counted_at=EntityCount.objects.aggregate(at=Max("counted_at"))["at"],
    )


def _sum(rows: QuerySet[EntityCount]) -> int:
    return rows.aggregate(n=Sum("n"))["n"] or 0


def by_place(place: str = "") -> dict[str, int]:
    """Entities in business by prefecture (of the province) or by county (of a prefecture): division code -> number."""
    digits = 4 if len(place) < 4 else 6
    found: dict[str, int] = {}
    for division, n in _alive(place).values_list("division").annotate(Sum("n")):
        code = division[:digits].ljust(6, "0")
        found[code] = found.get(code, 0) + n
    return found


def by_sector(place: str = "") -> list[tuple[str, int]]:
    """Entities in business by industry sector, in the order of the standard."""
    found = dict(_alive(place).values_list("sector").annotate(Sum("n")))
    return [(SECTIONS[s][0], found[s]) for s in SECTIONS if s in found] + ([("未填", found[""])] if "" in found else [])


def by_kind(place: str = "") -> list[tuple[str, int]]:
    """Entities in business by kind."""
    found = dict(_alive(place).values_list("kind").annotate(Sum("n")))
    return [(str(k.label), found[k.value]) for k in Kind if k.value in found]


def by_status(place: str = "") -> list[tuple[str, int]]:
    """All entities by state."""
    found = dict(EntityCount.objects.filter(division__startswith=place).values_list("status").annotate(Sum("n")))
    return [(str(s.label), found[s.value]) for s in Status if s.value in found]


def _alive(place: str) -> QuerySet[EntityCount]:
    return EntityCount.objects.filter(division__startswith=place, status__in=IN_BUSINESS).order_by()


@dataclass(frozen=True, slots=True)
class Month:
    """What a month added and took."""

    month: date
    opened: int
    ended: int


def flow(place: str = "", *, months: int = 36) -> Sequence[Month]:
    """The last months, oldest first."""
    rows = EntityFlow.objects.filter(division__startswith=place).values("month").annotate(o=Sum("opened"), e=Sum("ended"))
    return [Month(r["month"], r["o"], r["e"]) for r in reversed(rows.order_by("-month")[:months])]
