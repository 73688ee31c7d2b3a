"""Up by note: every note is told once to every listener, whatever the order of commits, failures and kills."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from threading import Event, Thread

import pytest
from django.db import connection, transaction

from huizhi.kernel.ledger import queries, services
from huizhi.kernel.ledger.models import Listener, Note
from huizhi.kernel.ledger.types import NotVisible, OutsideTransaction, SequencedNote

Noted = Callable[[int], list[Note]]
Seeing = Callable[..., AbstractContextManager[None]]


class Told(list[str]):
    """Remembers the subjects it was told."""

    def __call__(self, note: SequencedNote) -> None:
        self.append(note.subject)


def tell(told: Callable[[SequencedNote], None], seeing: Seeing, at: datetime, *, batch: int = 500) -> int:
    services.sequence_all(at=at)
    with seeing():
        return services.deliver("test.listener", {"test.happened": [told]}, at=at, batch=batch).told


def test_first_inserted_and_last_committed_is_not_lost(ledger: Path, seeing: Seeing, at: datetime) -> None:
    inserted, may_commit = Event(), Event()

    def slow() -> None:
        try:
            with transaction.atomic():
                services.note("test.happened", "slow", {}, at=at)
                inserted.set()
                assert may_commit.wait(20)
        finally:
            connection.close()

    other = Thread(target=slow)
    other.start()
    assert inserted.wait(20)
    with transaction.atomic():
        services.note("test.happened", "quick", {}, at=at)
    told = Told()
    assert tell(told, seeing, at) == 1
    may_commit.set()
    other.join()
    assert tell(told, seeing, at) == 1
    assert told == ["quick", "slow"]


def test_many_writers_and_a_listener_that_never_rests_lose_and_double_nothing(ledger: Path, seeing: Seeing, at: datetime) -> None:
    def write(name: str) -> None:
        try:
            for n in range(40):
                with transaction.atomic():
                    services.note("test.happened", f"{name}{n}", {}, at=at)
                    if n % 7 == 3:
                        transaction.set_rollback(True)
        finally:
            connection.close()

    writers = [Thread(target=write, args=(name,)) for name in "abcd"]
    told = Told()
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        tell(told, seeing, at, batch=5)
    while tell(told, seeing, at):
        pass
    expected = {f"{name}{n}" for name in "abcd" for n in range(40) if n % 7 != 3}
    assert sorted(told) == sorted(expected)
    assert queries.audit() == len(expected)


def test_a_listener_keeps_its_index_with_its_effect(noted: Noted, seeing: Seeing, at: datetime) -> None:
    noted(3)
    services.sequence_all(at=at)
    told = Told()
    with pytest.raises(ZeroDivisionError), seeing():
        services.deliver("test.listener", {"test.happened": [told]}, at=at)
        _ = 1 / 0
    assert len(told) == 3
    assert tell(told, seeing, at) == 3, "the effects were undone with the index, so all three are told again"


def test_a_failing_function_stops_its_listener_before_that_note_and_no_other(
    noted: Noted, seeing: Seeing, at: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    noted(4)
    services.sequence_all(at=at)
    good, broken = Told(), {"thing:2"}

    def picky(note: SequencedNote) -> None:
        services.note("test.echoed", note.subject, {}, at=at)
        if note.subject in broken:
            raise LookupError(note.subject)

    with seeing():
        delivery = services.deliver("test.picky", {"test.happened": [picky]}, at=at)
        assert services.deliver("test.good", {"test.happened": [good]}, at=at).told == 4
    assert (delivery.told, delivery.position, delivery.stuck_at, delivery.error) == (2, 1, 2, "builtins.LookupError")
    assert "a listener failed" in caplog.text
    lag = {row.name: row for row in queries.health(at=at).listeners}
    assert (lag["test.picky"].behind, lag["test.picky"].stuck_at) == (2, 2)
    assert (lag["test.good"].behind, lag["test.good"].stuck_at) == (0, None)
    assert services.sequence_all(at=at) == 2, "what the failed note wrote was undone"
    broken.clear()
    with seeing():
        assert services.deliver("test.picky", {"test.happened": [picky]}, at=at).stuck_at is None
    assert Listener.objects.get(pk="test.picky").error == ""


def test_a_listener_passes_over_other_kinds_in_bounded_steps(ledger: Path, seeing: Seeing, at: datetime) -> None:
    with transaction.atomic():
        for n in range(10):
            services.note("test.other", f"thing:{n}", {}, at=at)
        services.note("test.happened", "wanted", {}, at=at)
    told = Told()
    assert [tell(told, seeing, at, batch=4) for _ in range(3)] == [0, 0, 1]
    assert told == ["wanted"]
    assert Listener.objects.get().position == 10


def test_a_listener_does_not_pass_over_what_it_cannot_see(noted: Noted, at: datetime) -> None:
    noted(1)
    services.sequence_all(at=at)
    with pytest.raises(NotVisible), transaction.atomic():
        services.deliver("test.listener", {"test.happened": [Told()]}, at=at)
    with pytest.raises(OutsideTransaction):
        services.deliver("test.listener", {"test.happened": [Told()]}, at=at)
    assert not Listener.objects.exists()
