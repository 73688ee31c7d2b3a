"""Django's handle on this room."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "huizhi.kernel.ledger"
    label = "ledger"
