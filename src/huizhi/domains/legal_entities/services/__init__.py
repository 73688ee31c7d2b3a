"""Acts on the register: files come in, entities live, facts find their entity. The doors of this room for acts."""

from huizhi.domains.legal_entities.services.gathering import receive_fact, receive_row
from huizhi.domains.legal_entities.services.importing import Outcome, import_file, receive_file
from huizhi.domains.legal_entities.services.living import (
    change,
    establish_reserved,
    lapse_reservation,
    migrate,
    record_event,
    register_entity,
    reserve_name,
)
from huizhi.domains.legal_entities.services.relating import Related, receive_relations

__all__ = [
    "Outcome",
    "Related",
    "change",
    "establish_reserved",
    "import_file",
    "lapse_reservation",
    "migrate",
    "receive_fact",
    "receive_file",
    "receive_relations",
    "receive_row",
    "record_event",
    "register_entity",
    "reserve_name",
]
