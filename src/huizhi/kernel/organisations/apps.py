"""Django's handle on this room."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "huizhi.kernel.organisations"
    label = "organisations"
