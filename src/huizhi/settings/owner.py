"""For `huizhi migrate`: the same house, connected as the owner of the tables."""

from huizhi.settings.base import *

DATABASES = {"default": ENV.database.settings("hz_owner")}
DATABASE_ROUTERS = []
