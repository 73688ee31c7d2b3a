"""What an entity was on a day: its state and its register fields, told from its events."""

from datetime import date

from huizhi.domains.legal_entities.models import Entity, LifecycleEvent
from huizhi.domains.legal_entities.types import UnknownEntity

_FIELDS = (
    "name", "kind", "valid_until", "capital_fen", "industry", "division", "scope_code", "registrar", "address",
    "representative", "business_scope",
)  # fmt: skip


def entity_with(code: str) -> Entity:
    """The register's row of a code."""
    found = Entity.objects.filter(code=code).first() if code else None
    if found is None:
        raise UnknownEntity("没有这个代码的主体", remedy="请核对统一社会信用代码，或按名称查询")
    return found


def code_of(party_id: int) -> str:
    """The code of the entity that a party is; empty where it is none."""
    return Entity.objects.filter(pk=party_id).values_list("code", flat=True).first() or ""


def state_on(code: str, day: date) -> str | None:
    """The state at the end of a day; None before the entity existed."""
    events = LifecycleEvent.objects.filter(entity__code=code, on__lte=day).order_by("-on", "-pk")
    return events.values_list("status", flat=True).first()


def as_of(code: str, day: date) -> dict[str, str]:
    """The register's fields at the end of a day, as text: today's, with every later change taken back."""
    entity = entity_with(code)
    fields = {name: "" if (value := getattr(entity, name)) is None else str(value) for name in _FIELDS}
    for event in entity.events.filter(on__gt=day).order_by("-on", "-pk"):
        fields |= {name: before for name, (before, _) in (event.changes or {}).items() if name in fields}
    return fields
