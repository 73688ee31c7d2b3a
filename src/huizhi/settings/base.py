"""What holds in every environment. No business value stands here."""

from pathlib import Path

from huizhi.lib.catalogue import bring_up_to_date
from huizhi.settings.env import Env

ENV = Env.read()
PACKAGE = Path(__file__).resolve().parent.parent
ROOT = PACKAGE.parent.parent

SECRET_KEY = ENV.secret_key
ALLOWED_HOSTS = ENV.hosts
DEBUG = False
PRODUCTION = False  # settings.production: every process asks huizhi.interfaces.production before it serves
DEMO = ENV.demo

INSTALLED_APPS = [
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "procrastinate.contrib.django",
    "huizhi.kernel.ledger",
    "huizhi.kernel.jobs",
    "huizhi.kernel.organisations",
    "huizhi.kernel.access",
    "huizhi.kernel.parties",
    "huizhi.kernel.evidence",
    "huizhi.kernel.rulebook",
    "huizhi.kernel.notices",
    "huizhi.kit",
    "django.forms",  # after kit, whose templates of options know two languages
    "huizhi.domains.legal_entities",
    "huizhi.adapters",
    "huizhi.interfaces.web",
]

MIDDLEWARE = [
    "huizhi.kit.requests.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "huizhi.kit.requests.HeadersMiddleware",
    "huizhi.kit.requests.WellFormedMiddleware",
    "huizhi.kit.requests.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "huizhi.kit.access.AccessMiddleware",
]

ROOT_URLCONF = "huizhi.interfaces.web.urls"
WSGI_APPLICATION = "huizhi.interfaces.web.wsgi.application"

DATABASES = {
    "default": ENV.database.settings("hz_app"),
    "public": ENV.database.settings("hz_public"),
}
DATABASE_ROUTERS = ["huizhi.kernel.access.scoping.DatabaseRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "huizhi.kit.context.shell",
                "huizhi.interfaces.web.shell.around",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "huizhi.kit.templatetags.kit",
                "huizhi.kit.templatetags.acts",
            ],
        },
    }
]

MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
COMPONENT_SHEET = False  # /design/

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
bring_up_to_date(LOCALE_PATHS[0])
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATICFILES_DIRS = [("vendor", ROOT / "static_vendor")] if (ROOT / "static_vendor").exists() else []
STATIC_ROOT = ENV.state / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": ENV.state / "files"}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

KEYS_FOLDER = ENV.state / "keys"
PROXIES = ENV.proxies
SECOND_FACTOR_REQUIRED = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = False
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "huizhi.kit.errors.csrf_refused"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

LOGGING_CONFIG = "huizhi.kit.logs.configure"
LOGGING: dict[str, object] = {}

BUILD = ENV.build
LEDGER_INSTANCE = ENV.instance
LEDGER_FOLDER = ENV.state / "ledger"
