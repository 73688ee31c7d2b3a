"""A bureau's own instance: only over TLS, and refusing whatever belongs to a demo."""

from huizhi.settings.base import *

PRODUCTION = True
SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECOND_FACTOR_REQUIRED = True  # for the roles that roles.yaml marks
