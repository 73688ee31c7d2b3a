"""The log of readings: who read what and why, in sets, never changed, seen inside one's own range."""

from collections.abc import Callable
from datetime import datetime

import pytest

from huizhi.kernel.access import services
from huizhi.kernel.access.models import Reading
from huizhi.kernel.access.types import Viewer

Who = Callable[..., Viewer]


def test_a_whole_export_is_few_rows(viewer: Who, at: datetime) -> None:
    me = viewer()
    with services.scope(me):
        said = (f"party:{n}" for n in range(2500))
        assert services.log_reading(kind="parties.phone", subjects=said, purpose="专项核查", by=me, at=at, act_id="a1") == 2500
        assert [len(r.subjects) for r in Reading.objects.order_by("pk")] == [1000, 1000, 500]
        assert Reading.objects.filter(subjects__contains=["party:1700"]).count() == 1


def test_a_reading_without_a_purpose_is_refused(viewer: Who, at: datetime) -> None:
    me = viewer()
    with pytest.raises(services.NoPurpose), services.scope(me):
        services.log_reading(kind="parties.phone", subjects=["party:1"], purpose=" ", by=me, at=at)


def test_readings_are_seen_by_ones_own_organ_and_above(viewer: Who, at: datetime) -> None:
    me, neighbour, city = viewer(), viewer("n", scope_code="430103"), viewer("c", scope_code="4301")
    with services.scope(me):
        services.log_reading(kind="parties.phone", subjects=["party:1"], purpose="核查", by=me, at=at)
    for who, seen in ((me, 1), (neighbour, 0), (city, 1)):
        with services.scope(who):
            assert Reading.objects.count() == seen
