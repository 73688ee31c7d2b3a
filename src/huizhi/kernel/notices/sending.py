"""Sending what waits: due letters in order, each claimed before it is handed to its outlet, tried again later and later.

A claim moves the letter's next attempt ahead in its own transaction, so a worker that dies in the middle leaves a letter
that is tried again, with the same key, and no two workers send the same one at once.
"""

import logging
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta

from huizhi.kernel.access.services import scope, system_viewer
from huizhi.kernel.notices.models import Outgoing
from huizhi.kernel.notices.types import Letter, Outlet, Rejected, Sending, Unreachable

log = logging.getLogger("huizhi.notices")

FIRST_WAIT, LONGEST_WAIT, MOST_ATTEMPTS = timedelta(minutes=1), timedelta(hours=6), 12
CLAIM = timedelta(minutes=5)
_outlets: dict[str, Outlet] = {}


def outlets_are(outlets: Mapping[str, Outlet]) -> None:
    """Say by what each channel leaves the house; the adapters do, at start."""
    _outlets.clear()
    _outlets.update(outlets)


@dataclass
class Sent:
    """What one round of sending did."""

    sent: int = 0
    later: int = 0
    refused: int = 0
    given_up: int = 0
    without_outlet: int = 0


def _open() -> AbstractContextManager[object]:
    return scope(system_viewer("notices"))


def send_due(*, clock: Callable[[], datetime], most: int = 500) -> Sent:
    """Send what is due, at most so many letters; a channel without an outlet keeps its letters waiting."""
    done = Sent()
    with _open():
        waiting = Outgoing.objects.filter(state=Sending.WAITING, next_at__lte=clock())
        done.without_outlet = waiting.exclude(channel__in=list(_outlets)).count()
    for _ in range(most):
        letter = _claim(at=clock())
        if letter is None:
            break
        _hand_over(letter, done, at=clock())
    return done


def _claim(*, at: datetime) -> Outgoing | None:
    with _open():
        due = Outgoing.objects.filter(state=Sending.WAITING, next_at__lte=at, channel__in=list(_outlets))
        letter = due.select_for_update(skip_locked=True).order_by("next_at", "id").first()
        if letter is not None:
            letter.attempts += 1
            letter.next_at = at + CLAIM
            letter.save(update_fields=["attempts", "next_at"])
        return letter


def _hand_over(letter: Outgoing, done: Sent, *, at: datetime) -> None:
    told = Letter(str(letter.uuid), letter.to, letter.subject, letter.body)
    try:
        letter.receipt = _outlets[letter.channel].send(told)[:120]
        letter.state, letter.sent_at, letter.error = Sending.SENT, at, ""
        done.sent += 1
    except Rejected as refusal:
        letter.state, letter.error = Sending.REFUSED, str(refusal)[:200]
        done.refused += 1
    except Unreachable as away:
        _later(letter, str(away), done, at=at)
    with _open():
        letter.save(update_fields=["receipt", "state", "sent_at", "error", "next_at"])
    # The address and the words are personal: the log has the letter's own number and nothing else.
    log.info("letter %s %s", letter.uuid, letter.state, extra={"kind": letter.channel})


def _later(letter: Outgoing, said: str, done: Sent, *, at: datetime) -> None:
    letter.error = said[:200]
    if letter.attempts >= MOST_ATTEMPTS:
        letter.state = Sending.GIVEN_UP
        done.given_up += 1
        return
    letter.next_at = at + min(FIRST_WAIT * 2 ** (letter.attempts - 1), LONGEST_WAIT)
    done.later += 1
