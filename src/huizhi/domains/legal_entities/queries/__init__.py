"""Answers about the register: the doors of this room for questions."""

from huizhi.domains.legal_entities.columns import ENTITY_COLUMNS, FACT_COLUMNS, RELATION_COLUMNS
from huizhi.domains.legal_entities.industries import industry_name, industry_names
from huizhi.domains.legal_entities.queries.counts import DEFINITION, by_kind, by_place, by_sector, by_status, flow, stock
from huizhi.domains.legal_entities.queries.files import EntityFile, entity_file, prefilled, relations
from huizhi.domains.legal_entities.queries.finding import Answer, Hit, find
from huizhi.domains.legal_entities.queries.lives import as_of, code_of, entity_with, state_on
from huizhi.domains.legal_entities.queries.matching import Candidate, candidates

__all__ = [
    "DEFINITION",
    "ENTITY_COLUMNS",
    "FACT_COLUMNS",
    "RELATION_COLUMNS",
    "Answer",
    "Candidate",
    "EntityFile",
    "Hit",
    "as_of",
    "by_kind",
    "by_place",
    "by_sector",
    "by_status",
    "candidates",
    "code_of",
    "entity_file",
    "entity_with",
    "find",
    "flow",
    "industry_name",
    "industry_names",
    "prefilled",
    "relations",
    "state_on",
    "stock",
]
