"""Faults that a simulator can be told to have, one at a time, for so many requests."""

from dataclasses import dataclass
from threading import Lock

KINDS = ("none", "slow", "error", "refuse", "garble", "drop", "lose_answer")


class UnknownFault(ValueError):
    """No such fault."""


@dataclass
class Faults:
    """The switch: `next()` says which fault the next request meets."""

    kind: str = "none"
    left: int = 0

    def __post_init__(self) -> None:
        self._lock = Lock()

    def switch(self, kind: str, times: int = 1_000_000) -> None:
        """Have this fault from now on, for so many requests."""
        if kind not in KINDS:
            raise UnknownFault(kind)
        with self._lock:
            self.kind, self.left = kind, times

    def next(self) -> str:
        """The fault of the next request."""
        with self._lock:
            if self.left <= 0:
                return "none"
            self.left -= 1
            return self.kind
