"""Django's handle on the adapters: at start they tell the rooms below by what messages leave the house."""

from django.apps import AppConfig


class AdaptersConfig(AppConfig):
    name = "huizhi.adapters"
    label = "adapters"

    def ready(self) -> None:
        """Name the outlets of this instance."""
        from django.conf import settings

        from huizhi.adapters.outlets.choosing import outlets_of
        from huizhi.kernel.notices.services import outlets_are

        outlets_are(outlets_of(settings.ENV.state, production=settings.SETTINGS_MODULE.endswith(".production")))
