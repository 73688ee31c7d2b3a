"""Kinds of job: each room declares its own in its `jobs` module, with a decorator."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from inspect import signature
from typing import Any, TypeVar

from django.apps import apps

from huizhi.kernel.jobs.types import Args, UnknownKind

Handler = TypeVar("Handler", bound=Callable[..., None])


@dataclass(frozen=True)
class Kind:
    """One kind of job. `runs_as` is "organ" (the scope it was started in) or "system:<name>" from the access matrix."""

    name: str
    zh: str
    runs_as: str
    handler: Callable[..., None]
    retry_on: tuple[type[Exception], ...]
    attempts: int
    wait: timedelta
    every: timedelta | None


_kinds: dict[str, Kind] = {}


def job(
    name: str,
    *,
    zh: str,
    runs_as: str,
    retry_on: tuple[type[Exception], ...] = (),
    attempts: int = 5,
    wait: timedelta = timedelta(seconds=30),
    every: timedelta | None = None,
) -> Callable[[Handler], Handler]:
    """Declare a kind of job. Errors of `retry_on` pass by themselves: they are tried `attempts` times, each wait twice the last.

    With `every`, the worker starts it by itself once in each such stretch of time, province-wide, without arguments.
    """
    if runs_as != "organ" and not runs_as.startswith("system:"):
        raise ValueError(f"{name}: runs_as must be 'organ' or 'system:<name>'")

    def declare(handler: Handler) -> Handler:
        if name in _kinds and _kinds[name].handler.__qualname__ != handler.__qualname__:
            raise ValueError(f"job {name} is declared twice")
        _kinds[name] = Kind(name, zh, runs_as, handler, retry_on, attempts, wait, every)
        return handler

    return declare


@cache
def _discover() -> None:
    for config in apps.get_app_configs():
        module = f"{config.name}.jobs"
        if config.name.startswith("huizhi.") and find_spec(module) is not None:
            import_module(module)


def kinds() -> list[Kind]:
    """Every declared kind, by name."""
    _discover()
    return [_kinds[name] for name in sorted(_kinds)]


def kind_of(name: str) -> Kind:
    """The kind of that name."""
    _discover()
    if name not in _kinds:
        raise UnknownKind(f"没有名为“{name}”的作业", remedy="请核对作业种类")
    return _kinds[name]


def demand_arguments(kind: Kind, args: Args) -> None:
    """Refuse arguments that the handler does not take, before anything is queued."""
    placeholder: Any = None
    try:
        signature(kind.handler).bind(placeholder, **args)
    except TypeError as wrong:
        raise UnknownKind(f"作业“{kind.zh}”的参数不符：{wrong}", remedy="请核对参数名") from None
