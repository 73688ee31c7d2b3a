"""Answers about the register of legal entities."""

from huizhi.domains.legal_entities.columns import ENTITY_COLUMNS, FACT_COLUMNS, RELATION_COLUMNS

__all__ = ["ENTITY_COLUMNS", "FACT_COLUMNS", "RELATION_COLUMNS"]
