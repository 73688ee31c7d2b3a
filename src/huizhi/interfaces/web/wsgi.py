"""The door for the web server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huizhi.settings.development")
application = get_wsgi_application()

from huizhi.interfaces.production import demand_safe  # noqa: E402 (models can be imported only now)

demand_safe()
