"""主体信息接口: three windows over one register — the public's query, partner departments', and pre-filling for services."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Schema

from huizhi.domains.legal_entities import queries, services
from huizhi.domains.legal_entities.queries.files import OFFICIAL, PUBLIC, EntityFile
from huizhi.kernel.parties.models import Fact
from huizhi.kernel.parties.types import NewFact, Visibility
from huizhi.kit.access import viewer_of
from huizhi.kit.api import Router
from huizhi.lib import clock
from huizhi.lib.identifiers import IdentifierRefused, normalise_code, parse_uscc

router = Router()
LIMIT = "search"
QUERY = "legal_entities.query_registration"
SEND = "legal_entities.send_fact"


class HitOut(Schema):
    """查询结果中的一个主体。"""

    code: str = Field(description="统一社会信用代码；没有的为原注册号")
    name: str
    kind: str
    kind_label: str
    status: str
    status_label: str
    established_on: date | None
    industry: str
    division: str
    address: str
    representative: str


class AnswerOut(Schema):
    """查询结果的一页。exact 为 false 时 total 是上次建立检索架时的数目。"""

    items: list[HitOut]
    total: int
    exact: bool
    next: int | None = Field(None, description="下一页的 offset；没有下一页时为 null")


class Asked(Schema):
    """查什么。"""

    q: str = Field("", max_length=100, description="名称（两个字以上）、代码、拼音首字母（三个以上）或住所；空则没有结果")
    place: str = Field("", pattern="^([0-9]{4}|[0-9]{6}|[0-9]{9})?$", description="市州4位、县6位或所9位代码；空为全部")
    field: str = Field("", pattern="^a?$", description="a：按住所查")
    offset: int = Field(0, ge=0, le=199)
    size: int = Field(20, ge=1, le=50)


class LineOut(Schema):
    """一项登记信息及其来源。"""

    label: str
    value: str
    source: str
    date: Any = Field(None, description="该值自何日起；未知为 null")
    visibility: str


class EventOut(Schema):
    """时间线上的一件事。"""

    on: date
    title: str
    text: str
    source: str


class FactOut(Schema):
    """归集到主体名下的一项事实。"""

    kind: str
    value: dict[str, Any]
    source: str
    on: date
    visibility: str


class FileOut(Schema):
    """一个主体的档案（按查询人的层级）。"""

    code: str
    name: str
    status: str
    lines: list[LineOut]
    timeline: list[EventOut]
    facts: list[FactOut]
    merged_into: str = Field(description="并入的主体代码；没有并入为空")


class CheckOut(Schema):
    """代码校验结果。"""

    code: str
    valid: bool
    reason: str
    position: int | None = Field(None, description="从1起的错位；整体问题为 null")
    registered: bool = Field(description="登记库中是否有该代码")


class StateOut(Schema):
    """某日的状态和登记事项。"""

    code: str
    day: date
    state: str | None = Field(description="当日尚未成立为 null")
    fields: dict[str, str]


class OnDay(Schema):
    """哪一日。"""

    day: date


class StockOut(Schema):
    """主体数量。口径见 definition。"""

    place: str
    total: int
    in_trade: int
    companies: int
    individuals: int
    closed: int
    by_sector: dict[str, int]
    by_kind: dict[str, int]
    definition: str


class Where(Schema):
    """何地。"""

    place: str = Field("", pattern="^([0-9]{4}|[0-9]{6})?$", description="市州4位或县6位代码；空为全省")


class FactIn(Schema):
    """协同部门送来的一项事实。"""

    uscc: str = Field("", max_length=18)
    name: str = Field(min_length=2, max_length=200)
    division: str = Field("", max_length=6)
    kind: str = Field(min_length=1, max_length=40)
    value: dict[str, str]
    source: str = Field(min_length=1, max_length=100)
    on: date
    visibility: Visibility = Visibility.OFFICIAL
    reference: str = Field("", max_length=120, description="来源系统的编号：同一编号只收一次")


class FactReceipt(Schema):
    """收到的事实去了哪里。"""

    matched: bool
    id: int


@router.operation("GET", "/entities", public=True, limit=LIMIT, response=AnswerOut, summary="按名称、代码、首字母或住所查询主体")
def find_entities(request: HttpRequest, asked: Query[Asked]) -> dict[str, Any]:
    """Public query, ranked."""
    if not asked.q.strip():
        return {"items": [], "total": 0, "exact": True, "next": None}
    answer = queries.find(asked.q, place=asked.place, field=asked.field, offset=asked.offset, limit=asked.size)
    after = asked.offset + asked.size
    return {
        "items": answer.hits,
        "total": answer.total,
        "exact": answer.exact,
        "next": after if after < answer.reachable else None,
    }


@router.operation("GET", "/entities/{code}", public=True, limit=LIMIT, response=FileOut, summary="一个主体的公示信息")
def read_entity(request: HttpRequest, code: str) -> dict[str, Any]:
    """What the public may see of one entity."""
    return _told(queries.entity_file(code, view=PUBLIC))


@router.operation("GET", "/entities/{code}/state", public=True, limit=LIMIT, response=StateOut, summary="主体在某日的状态")
def read_state(request: HttpRequest, code: str, when: Query[OnDay]) -> dict[str, Any]:
    """The state and the registered fields at the end of a day."""
    queries.entity_with(code)
    state = queries.state_on(code, when.day)
    return {"code": code, "day": when.day, "state": state, "fields": queries.as_of(code, when.day) if state else {}}


@router.operation("GET", "/codes/{code}", public=True, limit=LIMIT, response=CheckOut, summary="校验统一社会信用代码")
def check_code(request: HttpRequest, code: str) -> dict[str, Any]:
    """Whether a code is valid, and if not, where it breaks which rule."""
    written = normalise_code(code[:40])
    try:
        parse_uscc(written)
    except IdentifierRefused as refused:
        return {"code": written, "valid": False, "reason": refused.what, "position": refused.position, "registered": False}
    registered = queries.find(written).total > 0
    return {"code": written, "valid": True, "reason": "", "position": None, "registered": registered}


@router.operation("GET", "/statistics", public=True, limit=LIMIT, response=StockOut, summary="主体数量")
def read_stock(request: HttpRequest, where: Query[Where]) -> dict[str, Any]:
    """How many entities a place has, by sector and kind."""
    stock = queries.stock(where.place)
    return {
        "place": where.place,
        "total": stock.total,
        "in_trade": stock.in_trade,
        "companies": stock.companies,
        "individuals": stock.individuals,
        "closed": stock.closed,
        "by_sector": dict(queries.by_sector(where.place)),
        "by_kind": dict(queries.by_kind(where.place)),
        "definition": queries.DEFINITION,
    }


@router.operation(
    "GET", "/registrations/{code}", capability=QUERY, response=FileOut, summary="登记信息查询（协同部门和监管人员）"
)
def read_registration(request: HttpRequest, code: str) -> dict[str, Any]:
    """The official tier: what the caller's scope shows beside what is public."""
    return _told(queries.entity_file(code, view=OFFICIAL))


@router.operation("GET", "/prefill/{code}", capability=QUERY, response=dict[str, str], summary="政务服务表单预填")
def prefill(request: HttpRequest, code: str) -> dict[str, str]:
    """The register's fields under the names that forms use, so that nobody is asked what the state knows."""
    return queries.prefilled(code)


@router.operation("GET", "/own/prefill", enterprise=True, response=dict[str, str], summary="本企业表单预填")
def own_prefill(request: HttpRequest) -> dict[str, str]:
    """The same for the enterprise that is signed in; the account alone when it is bound to no entity."""
    viewer = viewer_of(request)
    code = queries.code_of(viewer.party_id) if viewer.party_id is not None else ""
    return {"account": viewer.name} | (queries.prefilled(code) if code else {})


@router.operation("POST", "/facts", capability=SEND, response={201: FactReceipt}, summary="送来一项应归集到主体名下的事实")
def send_fact(request: HttpRequest, told: FactIn) -> dict[str, Any]:
    """Under its entity when that is certain, else into the queue for a person to decide."""
    viewer = viewer_of(request)
    fact = NewFact(told.kind, told.value, told.source, told.on, told.visibility, viewer.scope_code or "", told.reference)
    kept = services.receive_fact(
        fact=fact, name=told.name, code=told.uscc, division=told.division, by=viewer.name, at=clock.now()
    )
    return {"matched": isinstance(kept, Fact), "id": kept.pk}


def _told(file: EntityFile) -> dict[str, Any]:
    return {
        "code": file.entity.code,
        "name": file.entity.name,
        "status": file.entity.status,
        "lines": file.lines,
        "timeline": [{"on": h.at, "title": h.title, "text": h.text, "source": h.source} for h in file.timeline],
        "facts": file.facts,
        "merged_into": file.speaks_for,
    }
