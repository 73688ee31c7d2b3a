"""机构与区划 over the API: divisions of any year with their successors, organs, powers, and the organ of an address."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Schema

from huizhi.kernel.organisations import models, queries
from huizhi.kernel.organisations.types import Level, UnknownDivision, UnknownOrgan
from huizhi.kit.api import Router
from huizhi.kit.pages import PageOf, Paging, paged
from huizhi.lib import clock
from huizhi.lib.calendar import legal_day

router = Router()
LIMIT = "search"


class NoSuchDivision(UnknownDivision):
    """No list of any year has that code."""

    status = 404


class DivisionOut(Schema):
    """行政区划：一个代码在一段年份内的名称。"""

    code: str
    name: str
    level: str = Field(description="province · prefecture · county · station（乡镇街道）")
    parent_code: str
    is_zone: bool = Field(description="统计用开发区、管理区代码（71 至 79）")
    since: int | None = Field(description="启用年份；null：早于所载名单")
    until: int | None = Field(description="停用年份（不含该年）；null：沿用至今")
    confidence: str = Field(description="V 已见文本 · Vp 部分见到 · K 已知未核 · U 存疑")


class SuccessionOut(Schema):
    """一个撤销代码的去向。"""

    old_code: str
    old_name: str
    new_code: str
    new_name: str
    year: int | None
    whole: bool = Field(description="是否整体转入")
    confidence: str


class DivisionFile(Schema):
    """一个代码的全部名称、来历与去向，及其现行代码。"""

    names: list[DivisionOut]
    became: list[SuccessionOut]
    made_of: list[SuccessionOut]
    today: list[str] = Field(description="现行代码；未撤销者为其本身")


class OrganOut(Schema):
    """机构。机构码一经使用不再更改。"""

    scope_code: str
    name: str
    level: str
    parent: str | None = Field(description="上级机构码")
    official_code: str
    address: str
    phone: str


class ServedOut(Schema):
    """机构管辖的一个区划，自某日起至某日止（不含）。"""

    division_code: str
    since: date | None
    until: date | None


class PowerOut(Schema):
    """一项权力。"""

    code: str
    name: str
    kind: str
    basis: str


class OrganFile(Schema):
    """一个机构，及其辖区与今日适用的权责清单。"""

    organ: OrganOut
    serves: list[ServedOut]
    power_list: str | None = Field(description="权责清单版本")
    powers: list[PowerOut]


class LocatedOut(Schema):
    """从地址读出的区划与管辖机构，以及把握。"""

    division: str
    certainty: str = Field(description="certain · likely · partial · ambiguous · outside · unknown")
    candidates: list[str]
    organ: str | None
    organ_name: str
    said: list[str] = Field(description="不确定之处")


class WhichDivisions(Schema):
    """哪些区划。"""

    year: int | None = Field(None, ge=1980, le=2100, description="年份，缺省为今年")
    parent: str | None = Field(None, max_length=9, pattern=r"^\d{0,9}$", description="上级代码；空为省级")
    prefix: str = Field("", max_length=9, pattern=r"^\d{0,9}$", description="代码开头")


class WhichOrgans(Schema):
    """哪些机构。"""

    parent: str = Field("", max_length=9, pattern=r"^\d{0,9}$", description="上级机构码")
    level: Level | None = Field(None, description="级别")


class Address(Schema):
    """要读的地址。"""

    address: str = Field("", max_length=200, description="地址全文")


def _today() -> date:
    return legal_day(clock.now())


def _division(row: models.Division) -> DivisionOut:
    return DivisionOut.model_validate(row, from_attributes=True)


def _succession(row: models.Succession) -> SuccessionOut:
    told = {name: getattr(row, name) for name in ("old_code", "old_name", "new_code", "new_name", "year", "confidence")}
    return SuccessionOut(**told, whole=row.is_whole)


def _organ(row: models.Organ) -> OrganOut:
    told = {name: getattr(row, name) for name in ("scope_code", "name", "level", "official_code", "address", "phone")}
    return OrganOut(**told, parent=row.parent.scope_code if row.parent else None)


@router.operation("GET", "/divisions", public=True, limit=LIMIT, response=PageOf[DivisionOut])
def divisions(request: HttpRequest, paging: Query[Paging], which: Query[WhichDivisions]) -> dict[str, Any]:
    """某年的行政区划。"""
    year = which.year or _today().year
    rows = queries.division_rows(year=year, parent=which.parent, prefix=which.prefix)
    purpose = f"organisations.divisions|{year}|{which.parent}|{which.prefix}"
    return paged(rows, order=("code", "id"), purpose=purpose, paging=paging, item=_division)


@router.operation("GET", "/divisions/{code}", public=True, limit=LIMIT, response=DivisionFile)
def division(request: HttpRequest, code: str) -> DivisionFile:
    """一个区划代码的历年名称、来历与去向。"""
    names = queries.ever(code)
    if not names:
        raise NoSuchDivision("没有这个区划代码", remedy="请核对六位或九位代码")
    current = any(one.until is None for one in names)
    return DivisionFile(
        names=[_division(one) for one in names],
        became=[_succession(one) for one in queries.successions(of=code)],
        made_of=[_succession(one) for one in queries.successions(into=code)],
        today=[code] if current else list(queries.successors_today().get(code, ())),
    )


@router.operation("GET", "/organs", public=True, limit=LIMIT, response=PageOf[OrganOut])
def organs(request: HttpRequest, paging: Query[Paging], which: Query[WhichOrgans]) -> dict[str, Any]:
    """监管机构。"""
    rows = queries.organ_rows(parent=which.parent, level=which.level or "")
    purpose = f"organisations.organs|{which.parent}|{which.level}"
    return paged(rows, order=("scope_code",), purpose=purpose, paging=paging, item=_organ)


@router.operation("GET", "/organs/{scope_code}", public=True, limit=LIMIT, response=OrganFile)
def organ(request: HttpRequest, scope_code: str) -> OrganFile:
    """一个机构，及其辖区与权责清单。"""
    found = queries.organ(scope_code)
    if found is None:
        raise UnknownOrgan("没有这个机构", remedy="请核对机构码")
    current = queries.power_list(found.level, on=_today())
    powers = queries.powers(found.level, on=_today())
    return OrganFile(
        organ=_organ(found),
        serves=[ServedOut(division_code=s.division_code, since=s.since, until=s.until) for s in queries.served(found)],
        power_list=current.version if current else None,
        powers=[PowerOut(code=p.code, name=p.name, kind=p.kind, basis=p.basis) for p in powers],
    )


@router.operation("GET", "/locate", public=True, limit=LIMIT, response=LocatedOut)
def locate(request: HttpRequest, which: Query[Address]) -> LocatedOut:
    """从地址读出区划与管辖机构，并说明不确定之处。"""
    located, competent = queries.competent_for_address(which.address, on=_today())
    return LocatedOut(
        division=located.division,
        certainty=located.certainty,
        candidates=list(located.candidates),
        organ=competent.organ_code,
        organ_name=competent.organ_name,
        said=[*located.said, *(one for one in competent.said if one not in located.said)],
    )
