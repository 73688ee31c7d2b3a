"""One machine, real parts: what `make run` starts."""

from huizhi.settings.base import *

SECURE_SSL_REDIRECT = False

COMPONENT_SHEET = True
