"""Django's handle on this room."""

from django.apps import AppConfig


class KitConfig(AppConfig):
    name = "huizhi.kit"
    label = "kit"
