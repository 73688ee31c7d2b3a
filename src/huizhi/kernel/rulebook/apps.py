"""Django's handle on this room: a wrong law file stops the start, with file and line."""

from django.apps import AppConfig


class RulebookConfig(AppConfig):
    name = "huizhi.kernel.rulebook"
    label = "rulebook"

    def ready(self) -> None:
        """Read every law file once."""
        from huizhi.kernel.rulebook.loading import book

        book()
