"""Django's handle on this room."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "huizhi.kernel.jobs"
    label = "jobs"
