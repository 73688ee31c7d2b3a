"""Answers about the register: the doors of this room for questions."""

from huizhi.domains.legal_entities.columns import ENTITY_COLUMNS, FACT_COLUMNS, RELATION_COLUMNS
from huizhi.domains.legal_entities.industries import industry_name, industry_names
from huizhi.domains.legal_entities.queries.finding import Answer, Hit, find
from huizhi.domains.legal_entities.queries.lives import as_of, entity_with, state_on

__all__ = [
    "ENTITY_COLUMNS",
    "FACT_COLUMNS",
    "RELATION_COLUMNS",
    "Answer",
    "Hit",
    "as_of",
    "entity_with",
    "find",
    "industry_name",
    "industry_names",
    "state_on",
]
