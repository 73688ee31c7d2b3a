"""Bring a database up to date as its owner: tables, fences, reference rows."""

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.core.management import call_command
from django.db import connections

from huizhi.kernel.access import services as access
from huizhi.lib import clock


def bring_up_to_date(say: Callable[[str], None] = lambda _: None) -> None:
    """Migrate, put up the fences, load what each room brings as reference (`services.load_reference`).

    "default" must be connected as the owner. Every step may be run again at any time.
    """
    say("迁移数据表 / migrating tables")
    call_command("migrate", verbosity=0, interactive=False)
    say("设置权限与行级安全 / putting up the fences")
    access.put_up_fences(connections["default"])
    for config in apps.get_app_configs():
        module = f"{config.name}.services"
        if config.name.startswith("huizhi.") and find_spec(module) is not None:
            load = getattr(import_module(module), "load_reference", None)
            if load is not None:
                say(f"装载基准数据 / reference rows: {config.label}")
                load(at=clock.now())
