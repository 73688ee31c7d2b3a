"""Django's handle on this room."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "huizhi.interfaces.web"
    label = "web"
