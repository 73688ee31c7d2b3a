"""Django's handle on this room."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "huizhi.kernel.access"
    label = "access"

    def ready(self) -> None:
        """Jobs lie below this room: tell them how their scopes are opened. A fault in roles.yaml stops the start."""
        from huizhi.kernel.access.roles import roles
        from huizhi.kernel.access.scoping import open_named
        from huizhi.kernel.jobs.services import open_scopes_with

        roles()
        open_scopes_with(open_named)
