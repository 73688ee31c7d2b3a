"""The parameters of sign-in, sessions, keys and limits (parameters.yaml): set by this platform, not by law."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).parent / "parameters.yaml"


@dataclass(frozen=True)
class Limit:
    """A token bucket: `burst` at once, then `per_minute`."""

    zh: str
    per_minute: int
    burst: int

    @property
    def every(self) -> timedelta:
        """How long one token takes to come back."""
        return timedelta(minutes=1) / self.per_minute


class UnknownLimit(LookupError):
    """A view names a limit that parameters.yaml does not hold."""


@cache
def said() -> dict[str, dict[str, Any]]:
    """The file as it stands."""
    return dict(yaml.safe_load(FILE.read_text(encoding="utf-8")))


def number(group: str, key: str) -> int:
    """One parameter as its number."""
    return int(said()[group][key]["value"])


def seconds(group: str, key: str) -> timedelta:
    """One parameter that is a length of time in seconds."""
    return timedelta(seconds=number(group, key))


@cache
def limit(name: str) -> Limit:
    """The limit of that name."""
    if name not in said()["limits"]:
        raise UnknownLimit(name)
    return Limit(**said()["limits"][name])
