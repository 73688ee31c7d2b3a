"""Django's handle on this room."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "huizhi.kernel.notices"
    label = "notices"
