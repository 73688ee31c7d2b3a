"""Django's handle on this room."""

from django.apps import AppConfig


class LegalEntitiesConfig(AppConfig):
    name = "huizhi.domains.legal_entities"
    label = "legal_entities"
