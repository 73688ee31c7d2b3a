"""Django's handle on this room."""

from django.apps import AppConfig


class PartiesConfig(AppConfig):
    name = "huizhi.kernel.parties"
    label = "parties"
