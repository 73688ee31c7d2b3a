"""How a command gets at an instance: the server first, then Django, whose settings read where the server is."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import django

from huizhi.interfaces.cli import postgres
from huizhi.interfaces.cli.instance import VARIABLE, Instance, InstanceRefused

SETTINGS = "DJANGO_SETTINGS_MODULE"
APP_SETTINGS = "huizhi.settings.development"
OWNER_SETTINGS = "huizhi.settings.owner"
WITHOUT_DATABASE = "huizhi.settings.typecheck"


@contextmanager
def running_server(instance: Instance) -> Iterator[postgres.Server]:
    """The instance's database server, started for this command when it does not run."""
    instance.demand_whole()
    if not instance.is_made:
        raise InstanceRefused(
            f"{instance.state} 不是慧治实例。 There is no instance here.",
            remedy="先执行 huizhi init（或 make run），或用 HUIZHI_STATE 指定实例文件夹。",
        )
    os.environ[VARIABLE] = str(instance.state)
    server = postgres.ensure(instance.state)
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def opened(*, as_owner: bool = False) -> Iterator[postgres.Server]:
    """Server and Django, connected as the application or as the owner of the tables."""
    with running_server(Instance.here()) as server:
        set_up_django(OWNER_SETTINGS if as_owner else None)
        try:
            yield server
        finally:
            _close_connections()


def set_up_django(settings: str | None = None) -> None:
    """Load the settings named here, else those of the environment, else development."""
    if settings:
        os.environ[SETTINGS] = settings
    else:
        os.environ.setdefault(SETTINGS, APP_SETTINGS)
    django.setup()


def _close_connections() -> None:
    from django.db import connections

    for alias in connections:
        connections[alias].close()
