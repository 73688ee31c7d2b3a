"""What the type checker loads: no state folder needed."""

from huizhi.settings.base import *

SECRET_KEY = "typecheck-only"
