"""Keeping the log: a loop that places notes, signs, has heads cosigned and tells listeners, and that outlives every failure."""

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import DatabaseError, connections, transaction

from huizhi.kernel.ledger.cosigning import compare_with_witnesses, cosign
from huizhi.kernel.ledger.listening import deliver
from huizhi.kernel.ledger.sequencing import BATCH, sequence
from huizhi.kernel.ledger.signing import roll_over, sign_head
from huizhi.kernel.ledger.types import Told
from huizhi.lib.refusal import Refusal

log = logging.getLogger("huizhi.ledger")

Listeners = Mapping[str, Mapping[str, Sequence[Told]]]
OpenScope = Callable[[str], AbstractContextManager[Any]]

REST = 0.5  # seconds between looks when there is nothing to do: an act has its receipt within five
COSIGN_EVERY = 20.0  # the insider's window is the time between cosigned heads: 60 s at most
AFTER_FAILURE = 5.0


@dataclass
class Keeper:
    """One keeper of the log. `now` reads the clock, `open_scope` opens a listed system scope for the listeners."""

    now: Callable[[], datetime]
    open_scope: OpenScope
    listeners: Listeners = field(default_factory=dict)
    compared: bool = False
    asked: float = float("-inf")
    unable: set[str] = field(default_factory=set)

    def keep(self, stop: threading.Event) -> None:
        """Work until told to stop. A refusal or a lost database is said once, and tried again."""
        while not stop.is_set():
            try:
                busy = self.round()
            except Refusal as refusal:
                self._say(str(refusal))
                stop.wait(AFTER_FAILURE)
            except DatabaseError as error:
                self._say(f"database: {type(error).__name__}")
                for alias in connections:
                    connections[alias].close()
                stop.wait(1.0)
            else:
                if not busy:
                    stop.wait(REST)

    def round(self) -> bool:
        """One look at everything; whether there was so much to do that the next should follow at once."""
        if not self.compared:
            for silent in compare_with_witnesses():
                self._say(silent)
            self.compared = True
        at = self.now()
        roll_over(at=at)
        placed = sequence(at=at)
        sign_head(at=at)
        if time.monotonic() - self.asked >= COSIGN_EVERY:
            self._cosign(at)
        told = [self._tell(name, functions, at) for name, functions in self.listeners.items()]
        return placed == BATCH or any(told)

    def _cosign(self, at: datetime) -> None:
        self.asked = time.monotonic()
        said = cosign(at=at)
        for silent in said.silent:
            self._say(silent)
        if said.cosignatures and not said.silent:
            self.unable.clear()

    def _tell(self, name: str, functions: Mapping[str, Sequence[Told]], at: datetime) -> bool:
        with self.open_scope("system:listeners"), transaction.atomic():
            return deliver(name, functions, at=at).more

    def _say(self, what: str) -> None:
        """Each trouble once, until a witness has answered again: a log of the same line tells nothing."""
        if what not in self.unable:
            self.unable.add(what)
            log.warning("%s", what)
