"""Tests: the same parts; the database is a clone that the fixture `db` names."""

from huizhi.settings.base import *

SECRET_KEY = "test-only-" + "0" * 54
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["huizhi.settings.test_hashers.QuickHasher"]
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
KEYS_FOLDER = ROOT / ".huizhi" / "test" / "keys"

COMPONENT_SHEET = True
