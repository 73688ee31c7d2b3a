"""Django's handle on this room."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "huizhi.kernel.evidence"
    label = "evidence"
