"""Django's handle on this room."""

from django.apps import AppConfig


class RulebookConfig(AppConfig):
    name = "huizhi.kernel.rulebook"
    label = "rulebook"
