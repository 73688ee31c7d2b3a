"""The keeper: from act to cosigned receipt, and through every failure."""

import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

import pytest
from django.db import connections

from huizhi.kernel.ledger import queries, services
from huizhi.kernel.ledger.models import Note
from huizhi.kernel.ledger.types import SequencedNote, StaleDatabase

Noted = Callable[[int], list[Note]]
Seeing = Callable[..., AbstractContextManager[None]]


def test_one_round_places_signs_cosigns_and_tells(noted: Noted, witness: Any, seeing: Seeing, at: datetime) -> None:
    told: list[SequencedNote] = []
    keeper = services.Keeper(
        now=lambda: at,
        open_scope=lambda name: seeing() if name == "system:listeners" else pytest.fail(name),
        listeners={"test.listener": {"test.happened": [told.append]}},
    )
    made = noted(3)
    assert keeper.round() is False
    assert [n.uuid for n in told] == [n.pk for n in made]
    head = queries.last_cosigned_head()
    assert head is not None
    assert head.size == 3
    assert [name for name, _ in head.cosigned] == ["witness.test/w1"]


def test_an_act_has_its_receipt_within_five_seconds(noted: Noted, witness: Any, seeing: Seeing, at: datetime) -> None:
    stop = threading.Event()
    keeper = services.Keeper(now=lambda: at, open_scope=lambda name: seeing())

    def keep() -> None:
        try:
            keeper.keep(stop)
        finally:
            connections["default"].close()

    thread = threading.Thread(target=keep)
    thread.start()
    try:
        time.sleep(0.2)
        (made,) = noted(1)
        started = time.monotonic()
        while queries.latest_head() is None and time.monotonic() - started < 5:
            time.sleep(0.05)
        with seeing():
            assert queries.receipt(made.pk).index == 0
    finally:
        stop.set()
        thread.join()


def test_trouble_is_said_once_and_the_keeper_goes_on(
    noted: Noted, witness: Any, at: datetime, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huizhi.kernel.ledger.serving.COSIGN_EVERY", 0.0)
    keeper = services.Keeper(now=lambda: at, open_scope=lambda name: pytest.fail(name))
    witness.stop()
    noted(1)
    for _ in range(3):
        keeper.round()
    said = [r.getMessage() for r in caplog.records if r.name == "huizhi.ledger"]
    assert said == ["见证人 witness.test/w1 没有应答"]
    witness.start()
    keeper.round()
    assert queries.health(at=at).cosigned_size == 1


def test_an_instance_from_a_backup_is_kept_from_signing_by_the_keeper_too(noted: Noted, witness: Any, at: datetime) -> None:
    keeper = services.Keeper(now=lambda: at, open_scope=lambda name: pytest.fail(name))
    noted(1)
    keeper.round()
    services.mark_restored()
    noted(1)
    with pytest.raises(StaleDatabase):
        keeper.round()
    assert services.Keeper(now=lambda: at, open_scope=lambda name: pytest.fail(name)).round() is False
    assert queries.health(at=at).leaves == 2
