"""For `huizhi migrate`: the same house, connected as the owner of the tables."""

from huizhi.settings.base import *

# A migration that cannot get its lock gives up and is run again: behind one that waits, everybody would wait.
DATABASES = {"default": {**ENV.database.settings("hz_owner"), "OPTIONS": {"options": "-c lock_timeout=5s"}}}
DATABASE_ROUTERS = []
