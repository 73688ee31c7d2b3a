"""Django's handle on this room."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "huizhi.kernel.access"
    label = "access"
