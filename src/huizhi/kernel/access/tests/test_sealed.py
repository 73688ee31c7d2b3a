"""The sealed store: closed to everybody, opened by two persons, once and in time, and never without a trace."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.db.utils import DatabaseError, IntegrityError, ProgrammingError

from huizhi.kernel.access import keyring, services
from huizhi.kernel.access.models import OpeningRequest, Reading, SealedIdentity
from huizhi.kernel.access.types import Viewer
from huizhi.kernel.ledger.models import Note

Who = Callable[..., Viewer]
WHO = '{"name": "举报人甲", "phone": "13800000000"}'
HOUR = timedelta(hours=1)


@pytest.fixture
def clerk(viewer: Who) -> Viewer:
    return viewer("clerk", roles=["clerk"])


@pytest.fixture
def head(viewer: Who) -> Viewer:
    return viewer("head", roles=["principal"])


@pytest.fixture
def identity(db: str, at: datetime) -> UUID:
    with services.scope(services.system_viewer("demo")):
        return services.seal_identity(subject="tip:2026-0001", scope_code="430102", text=WHO, by="intake", at=at)


def ask(identity: UUID, by: Viewer, at: datetime) -> UUID:
    with services.scope(by):
        return services.ask_opening(identity=identity, reason="须向举报人核实线索", by=by, at=at).uuid


def decide(request: UUID, by: Viewer, at: datetime, approve: bool = True) -> None:
    with services.scope(by):
        services.decide_opening(request=request, approve=approve, by=by, at=at)


def read(request: UUID, by: Viewer, at: datetime) -> str:
    with services.scope(by):
        return services.open_sealed(request=request, by=by, at=at).text


def test_what_is_sealed_lies_encrypted_and_cannot_be_read(identity: UUID, superuser: Any) -> None:
    row = superuser.execute("select ciphertext from access_sealedidentity").fetchone()
    assert "举报人甲".encode() not in bytes(row[0])
    with pytest.raises(ProgrammingError, match="permission denied"), services.scope(services.system_viewer("doctor")):
        list(SealedIdentity.objects.all())


def test_one_asks_another_approves_and_the_asker_reads_once(identity: UUID, clerk: Viewer, head: Viewer, at: datetime) -> None:
    request = ask(identity, clerk, at)
    decide(request, head, at)
    assert read(request, clerk, at + HOUR) == WHO
    with pytest.raises(services.NotOpen, match="已开启过一次"):
        read(request, clerk, at + HOUR)


def test_an_opening_stands_in_the_reading_log_and_in_the_ledger(
    identity: UUID, clerk: Viewer, head: Viewer, at: datetime
) -> None:
    request = ask(identity, clerk, at)
    decide(request, head, at)
    read(request, clerk, at)
    with services.scope(head):
        reading = Reading.objects.get()
        kinds = set(Note.objects.values_list("kind", flat=True))
    assert (reading.kind, reading.subjects, reading.name) == ("access.sealed_identity", ["tip:2026-0001"], "clerk")
    assert {"access.identity_sealed", "access.opening_asked", "access.opening_decided", "access.sealed_opened"} <= kinds


def test_nobody_approves_their_own_request(identity: UUID, viewer: Who, at: datetime) -> None:
    both = viewer("both", roles=["clerk", "principal"])
    request = ask(identity, both, at)
    with pytest.raises(services.NotYours, match="自己的申请"):
        decide(request, both, at)


def test_who_lacks_the_capability_neither_asks_nor_approves(identity: UUID, clerk: Viewer, viewer: Who, at: datetime) -> None:
    planner = viewer("planner", roles=["planner"])
    with pytest.raises(services.NotYours):
        ask(identity, planner, at)
    request = ask(identity, clerk, at)
    with pytest.raises(services.NotYours):
        decide(request, planner, at)


def test_unapproved_refused_late_and_foreign_readings_stay_shut(
    identity: UUID, clerk: Viewer, head: Viewer, viewer: Who, at: datetime
) -> None:
    request = ask(identity, clerk, at)
    with pytest.raises(services.NotOpen, match="尚未批准"):
        read(request, clerk, at)
    decide(request, head, at)
    with pytest.raises(services.NotOpen, match="本人"):
        read(request, viewer("colleague", roles=["clerk"]), at)
    with pytest.raises(services.NotOpen, match="时限已过"):
        read(request, clerk, at + HOUR + timedelta(seconds=1))
    refused = ask(identity, clerk, at)
    decide(refused, head, at, approve=False)
    with pytest.raises(services.NotOpen, match="未获批准"):
        read(refused, clerk, at)
    with pytest.raises(services.NotOpen, match="已有决定"):
        decide(refused, head, at)


def test_an_approval_comes_within_three_days(identity: UUID, clerk: Viewer, head: Viewer, at: datetime) -> None:
    request = ask(identity, clerk, at)
    with pytest.raises(services.NotOpen, match="过期"):
        decide(request, head, at + timedelta(days=3, seconds=1))


def test_a_neighbour_learns_nothing_of_what_is_sealed(identity: UUID, clerk: Viewer, viewer: Who, at: datetime) -> None:
    neighbour = viewer("neighbour", scope_code="430103", roles=["clerk"])
    for one in (identity, uuid4()):
        with pytest.raises(services.NoSuchSealed):
            ask(one, neighbour, at)
    request = ask(identity, clerk, at)
    with pytest.raises(services.NoSuchSealed):
        decide(request, viewer("other_head", scope_code="430103", roles=["principal"]), at)


# --- the same rules without the services: the database stands alone ------------------------------------------------------


def raw_open(request: UUID, at: datetime) -> Any:
    with connection.cursor() as cursor:
        cursor.execute("select identity, key_id, ciphertext from access_open_sealed(%s, %s)", [request, at])
        return cursor.fetchone()


def test_the_database_itself_refuses_a_request_that_nobody_else_approved(identity: UUID, clerk: Viewer, at: datetime) -> None:
    request = ask(identity, clerk, at)
    with pytest.raises(DatabaseError, match="不得开启"), services.scope(clerk):
        raw_open(request, at)


def test_the_database_itself_refuses_a_decision_in_ones_own_cause(identity: UUID, clerk: Viewer, at: datetime) -> None:
    request = ask(identity, clerk, at)
    decided = {"decided_by": clerk.account_uuid, "decided_at": at, "approved": True, "read_until": at + HOUR}
    with pytest.raises(IntegrityError, match="opening_takes_two_persons"), services.scope(clerk):
        OpeningRequest.objects.filter(uuid=request).update(**decided)


def test_the_database_itself_refuses_a_decision_in_anothers_name(
    identity: UUID, clerk: Viewer, head: Viewer, at: datetime
) -> None:
    request = ask(identity, clerk, at)
    decided = {"decided_by": head.account_uuid, "decided_at": at, "approved": True, "read_until": at + HOUR}
    with pytest.raises(DatabaseError, match="另一人"), services.scope(clerk):
        OpeningRequest.objects.filter(uuid=request).update(**decided)


def test_the_database_itself_refuses_a_request_born_decided_or_in_anothers_name(
    identity: UUID, clerk: Viewer, head: Viewer, at: datetime
) -> None:
    born = {"identity_uuid": identity, "scope_code": "430102", "subject": "tip:2026-0001", "reason": "x", "asked_at": at}
    for more in (
        {"asked_by": head.account_uuid},
        {"asked_by": clerk.account_uuid, "decided_by": head.account_uuid, "approved": True, "read_until": at + HOUR},
    ):
        with pytest.raises(DatabaseError, match="申请人本人"), services.scope(clerk):
            OpeningRequest.objects.create(**born, **more)


def test_the_database_itself_keeps_requests_as_they_were(identity: UUID, clerk: Viewer, head: Viewer, at: datetime) -> None:
    request = ask(identity, clerk, at)
    decide(request, head, at)
    with pytest.raises(DatabaseError, match="不得更改"), services.scope(clerk):
        OpeningRequest.objects.filter(uuid=request).update(reason="另一理由")
    with pytest.raises(DatabaseError, match="不得删除"), services.scope(clerk):
        OpeningRequest.objects.filter(uuid=request).delete()
    with pytest.raises(DatabaseError, match="access_open_sealed"), services.scope(clerk):
        OpeningRequest.objects.filter(uuid=request).update(opened_at=at)
    read(request, clerk, at)
    with pytest.raises(DatabaseError, match="另一人决定一次"), services.scope(head):
        OpeningRequest.objects.filter(uuid=request).update(read_until=at + 9 * HOUR)


def test_a_table_of_the_same_name_in_front_does_not_deceive_the_function(
    identity: UUID, clerk: Viewer, head: Viewer, at: datetime
) -> None:
    request = ask(identity, clerk, at)
    with pytest.raises(DatabaseError, match="不得开启"), services.scope(clerk), connection.cursor() as cursor:
        cursor.execute("create temporary table access_openingrequest (like public.access_openingrequest)")
        cursor.execute(
            "insert into pg_temp.access_openingrequest select id, uuid, identity_uuid, scope_code, subject, reason, asked_by,"
            " asked_name, asked_at, %s, '', %s, true, %s, null from public.access_openingrequest",
            [head.account_uuid, at, at + HOUR],
        )
        raw_open(request, at)


def test_a_ciphertext_moved_to_another_row_is_noticed(
    identity: UUID, superuser: Any, clerk: Viewer, head: Viewer, at: datetime
) -> None:
    with services.scope(services.system_viewer("demo")):
        other = services.seal_identity(subject="tip:2", scope_code="430102", text="乙", by="intake", at=at)
    superuser.execute(
        "update access_sealedidentity a set ciphertext = b.ciphertext from access_sealedidentity b"
        " where a.uuid = %s and b.uuid = %s",
        [identity, other],
    )
    request = ask(identity, clerk, at)
    decide(request, head, at)
    with pytest.raises(keyring.Tampered):
        read(request, clerk, at)


def test_old_texts_stay_readable_under_their_own_key(identity: UUID, clerk: Viewer, head: Viewer, at: datetime) -> None:
    before = keyring.current_key("sealed")
    assert keyring.make_key("sealed") == keyring.current_key("sealed") != before
    request = ask(identity, clerk, at)
    decide(request, head, at)
    assert read(request, clerk, at) == WHO
