"""An act id acts once: after a retry, after a failure, and when two requests arrive at the same time."""

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from django.db import connections

from huizhi.kernel.access import services
from huizhi.kernel.access.models import ActDone
from huizhi.kernel.access.types import Viewer

Who = Callable[..., Viewer]
DONE = services.Outcome(302, "/officer/7/", "", b"")


def act(me: Viewer, at: datetime, digest: str = "a" * 64) -> services.Outcome | None:
    with services.scope(me):
        kept = services.begin_act(act_id="form-0001", request_digest=digest, by=me, at=at)
        if kept is None:
            services.finish_act(act_id="form-0001", outcome=DONE, by=me)
        return kept


def test_the_second_request_gets_the_first_ones_outcome(viewer: Who, at: datetime) -> None:
    me = viewer()
    assert act(me, at) is None
    assert act(me, at) == DONE


def test_the_same_id_of_another_account_is_another_act(viewer: Who, at: datetime) -> None:
    assert act(viewer("furong"), at) is None
    assert act(viewer("tianxin", scope_code="430103"), at) is None


def test_the_same_id_with_other_content_is_refused(viewer: Who, at: datetime) -> None:
    me = viewer()
    act(me, at)
    with pytest.raises(services.AlreadyDone):
        act(me, at, digest="b" * 64)


def test_a_failed_act_leaves_its_id_free(viewer: Who, at: datetime) -> None:
    me = viewer()
    with pytest.raises(RuntimeError), services.scope(me):
        services.begin_act(act_id="form-0001", request_digest="a" * 64, by=me, at=at)
        raise RuntimeError
    assert act(me, at) is None


@pytest.mark.parametrize("first_succeeds", [True, False])
def test_of_two_at_the_same_time_one_waits_for_the_other(viewer: Who, at: datetime, first_succeeds: bool) -> None:
    me = viewer()
    answers: list[services.Outcome | None] = []

    def second() -> None:
        try:
            answers.append(act(me, at))
        finally:
            connections["default"].close()

    other = threading.Thread(target=second)
    with suppress(RuntimeError), services.scope(me):
        assert services.begin_act(act_id="form-0001", request_digest="a" * 64, by=me, at=at) is None
        other.start()
        other.join(timeout=0.5)
        assert other.is_alive()
        assert answers == []
        services.finish_act(act_id="form-0001", outcome=DONE, by=me)
        if not first_succeeds:
            raise RuntimeError
    other.join(timeout=10)
    assert answers == ([DONE] if first_succeeds else [None])
    with services.scope(me):
        assert ActDone.objects.count() == 1


def test_a_stranger_sees_no_acts(viewer: Who, at: datetime) -> None:
    act(viewer("furong"), at)
    with services.scope(viewer("tianxin", scope_code="430103")):
        assert ActDone.objects.count() == 0


def test_acts_are_forgotten_after_a_month(viewer: Who, at: datetime) -> None:
    me = viewer()
    act(me, at)
    for days, left in ((30, 1), (31, 0)):
        with services.scope(services.system_viewer("tidy")):
            services.forget_acts(at=at + timedelta(days=days))
            assert ActDone.objects.count() == left
