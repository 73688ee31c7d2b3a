"""An account is told in its inbox, and outside the house where it wants to be; nobody else reads it."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db.utils import DatabaseError, ProgrammingError

from huizhi.kernel.access.models import Account
from huizhi.kernel.access.services import scope, system_viewer
from huizhi.kernel.access.types import PUBLIC_VIEWER, Kind, Viewer
from huizhi.kernel.jobs import services as jobs
from huizhi.kernel.notices import queries, services
from huizhi.kernel.notices.models import Message, Outgoing, Reach
from huizhi.kernel.notices.types import BadAddress, Letter, Rejected, UnknownNotice, Unreachable
from huizhi.kernel.notices.wording import notice_kinds
from huizhi.kernel.organisations import services as organisations

OFFICER = Viewer(kind=Kind.OFFICER, name="王晓", scope_code="430102", account_id=1, account_uuid=str(uuid4()))
HEAD = Viewer(kind=Kind.OFFICER, name="局长", scope_code="4301", account_id=2, account_uuid=str(uuid4()))
FIRM = Viewer(kind=Kind.ENTERPRISE, name="某公司", party_id=7, account_id=3, account_uuid=str(uuid4()))


class Outbox:
    """An outlet that keeps what it is given, or fails as told."""

    def __init__(self) -> None:
        self.sent: list[Letter] = []
        self.fails: Exception | None = None

    def send(self, letter: Letter) -> str:
        if self.fails is not None:
            raise self.fails
        self.sent.append(letter)
        return f"N{len(self.sent)}"


@pytest.fixture
def outbox(db: str) -> Iterator[Outbox]:
    from huizhi.kernel.notices import sending

    before, one = dict(sending._outlets), Outbox()
    services.outlets_are({"mail": one, "sms": one})
    yield one
    services.outlets_are(before)


def tell(at: datetime, *, to: Viewer = FIRM, by: Viewer = OFFICER, key: str = "", link: str = "/business/") -> int:
    with scope(by):
        return services.tell(account=to.account_uuid, kind="notices.trial", data={"words": "请补正"}, at=at, link=link, key=key)


def wish(at: datetime, **wishes: object) -> None:
    with scope(FIRM):
        services.reach_me(account=FIRM.account_uuid, wish=services.Wish(**wishes), at=at)  # type: ignore[arg-type]


def at_clock(at: datetime) -> Callable[[], datetime]:
    return lambda: at


def test_an_officer_tells_a_firm_and_the_firm_alone_reads_it_in_its_language(db: str, at: datetime) -> None:
    assert tell(at) == 1
    for stranger in (OFFICER, HEAD):
        with scope(stranger):
            assert not Message.objects.exists()
    with scope(FIRM):
        assert queries.unread(account=FIRM.account_uuid) == 1
        (line,) = queries.inbox(account=FIRM.account_uuid)
        assert (line.title, line.body, line.link) == ("测试消息", "这是一条测试消息：请补正", "/business/")
        (line,) = queries.inbox(account=FIRM.account_uuid, english=True)
        assert line.body == "This is a test message: 请补正"


def test_reading_one_and_reading_all_lowers_the_count(db: str, at: datetime) -> None:
    for _ in range(3):
        tell(at)
    with scope(FIRM):
        first = queries.inbox(account=FIRM.account_uuid)[0]
        assert services.mark_read(uuid=first.uuid, account=FIRM.account_uuid, at=at) is not None
        assert queries.unread(account=FIRM.account_uuid) == 2
        assert services.mark_all_read(account=FIRM.account_uuid, at=at) == 2
        assert queries.inbox(account=FIRM.account_uuid, unread_only=True) == []


def test_nobody_marks_anothers_message_as_read(db: str, at: datetime) -> None:
    tell(at)
    with scope(HEAD):
        assert services.mark_all_read(account=FIRM.account_uuid, at=at) == 0


def test_a_notice_with_a_key_is_posted_once(db: str, at: datetime) -> None:
    assert [tell(at, key="matter:1") for _ in range(3)] == [1, 0, 0]
    assert tell(at) == 1


def test_a_notice_goes_with_the_act_that_it_tells_of(db: str, at: datetime) -> None:
    with pytest.raises(ZeroDivisionError), scope(OFFICER):
        services.tell(account=FIRM.account_uuid, kind="notices.trial", data={"words": "x"}, at=at)
        _ = 1 / 0
    with scope(FIRM):
        assert queries.unread(account=FIRM.account_uuid) == 0


def test_the_inbox_is_written_through_its_function_alone_and_not_without_a_scope(db: str, at: datetime) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), scope(FIRM):
        Message.objects.create(account=FIRM.account_uuid, kind="notices.trial", at=at)
    with pytest.raises(DatabaseError, match="未设定管辖范围"):
        services.tell(account=FIRM.account_uuid, kind="notices.trial", data={"words": "x"}, at=at)
    with pytest.raises(ProgrammingError, match="permission denied"), scope(PUBLIC_VIEWER):
        queries.unread(account=FIRM.account_uuid)


def test_a_kind_that_no_room_declares_or_that_lacks_its_words_is_refused(db: str, at: datetime) -> None:
    with scope(OFFICER):
        with pytest.raises(UnknownNotice, match="没有名为"):
            services.tell(account=FIRM.account_uuid, kind="nothing", data={}, at=at)
        with pytest.raises(UnknownNotice, match="缺少：words"):
            services.tell(account=FIRM.account_uuid, kind="notices.trial", data={}, at=at)
        with pytest.raises(UnknownNotice, match="不是本平台地址"):
            services.tell(account=FIRM.account_uuid, kind="notices.trial", data={"words": "x"}, at=at, link="https://x")


def test_every_kind_of_every_room_has_both_languages() -> None:
    assert {"notices.trial", "organisations.certificate_expiring"} <= notice_kinds().keys()
    assert all(kind.zh.title and kind.en.title for kind in notice_kinds().values())


def test_a_letter_leaves_by_each_channel_that_the_account_wants(outbox: Outbox, at: datetime) -> None:
    tell(at)
    wish(at, mail="jia@example.cn", sms="13800138000")
    tell(at)
    wish(at, mail="jia@example.cn", sms="13800138000", not_by_sms=["notices.trial"])
    tell(at)
    done = services.send_due(clock=at_clock(at))
    assert done.sent == 3
    assert sorted(letter.to for letter in outbox.sent) == ["13800138000", "jia@example.cn", "jia@example.cn"]
    assert services.send_due(clock=at_clock(at)).sent == 0


@pytest.mark.parametrize("wrong", [{"mail": "a b@c.cn"}, {"mail": "a@b"}, {"sms": "12345"}, {"mail": "a@b.cn,c@d.cn"}])
def test_what_is_no_address_is_refused(db: str, at: datetime, wrong: dict[str, str]) -> None:
    with pytest.raises(BadAddress):
        wish(at, **wrong)


def test_an_account_changes_its_own_addresses_alone(db: str, at: datetime) -> None:
    wish(at, mail="jia@example.cn")
    with scope(OFFICER):
        assert not Reach.objects.exists()
        with pytest.raises(DatabaseError):
            services.reach_me(account=FIRM.account_uuid, wish=services.Wish(mail="x@example.cn"), at=at)


def test_an_outlet_that_is_away_is_tried_later_and_later_with_the_same_key_and_given_up_at_last(
    outbox: Outbox, at: datetime
) -> None:
    wish(at, mail="jia@example.cn")
    tell(at)
    outbox.fails = Unreachable("HTTP 503")
    now, waits = at, []
    for _ in range(12):
        services.send_due(clock=at_clock(now))
        with scope(system_viewer("notices")):
            letter = Outgoing.objects.get()
        waits.append(letter.next_at - now)
        now = letter.next_at
    assert waits[:3] == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]
    assert max(waits) == timedelta(hours=6)
    assert (letter.state, letter.attempts, letter.error) == ("given_up", 12, "HTTP 503")


def test_a_letter_that_the_far_side_refuses_is_not_tried_again(outbox: Outbox, at: datetime) -> None:
    wish(at, sms="13800138000")
    tell(at)
    outbox.fails = Rejected("blocked")
    assert services.send_due(clock=at_clock(at)).refused == 1
    outbox.fails = None
    assert services.send_due(clock=at_clock(at + timedelta(days=1))).sent == 0


def test_a_letter_whose_worker_died_in_the_middle_is_tried_again_after_a_while(outbox: Outbox, at: datetime) -> None:
    wish(at, sms="13800138000")
    tell(at)
    outbox.fails = KeyboardInterrupt()  # type: ignore[assignment]
    with pytest.raises(KeyboardInterrupt):
        services.send_due(clock=at_clock(at))
    outbox.fails = None
    assert services.send_due(clock=at_clock(at + timedelta(minutes=1))).sent == 0
    assert services.send_due(clock=at_clock(at + timedelta(minutes=6))).sent == 1


def test_without_an_outlet_letters_wait_and_the_operator_sees_since_when(db: str, outbox: Outbox, at: datetime) -> None:
    wish(at, sms="13800138000")
    tell(at)
    services.outlets_are({})
    done = services.send_due(clock=at_clock(at))
    assert (done.sent, done.without_outlet) == (0, 1)
    with scope(system_viewer("notices")):
        assert (queries.outbox().waiting, queries.outbox().oldest) == (1, at)


def test_no_address_and_no_words_are_written_into_the_log(outbox: Outbox, at: datetime, caplog: pytest.LogCaptureFixture) -> None:
    wish(at, mail="jia@example.cn", sms="13800138000")
    tell(at)
    with caplog.at_level("DEBUG"):
        services.send_due(clock=at_clock(at))
    assert "letter" in caplog.text
    assert "jia@" not in caplog.text
    assert "13800138000" not in caplog.text
    assert "请补正" not in caplog.text


def test_letters_go_out_by_a_periodic_job(outbox: Outbox, at: datetime) -> None:
    wish(at, sms="13800138000")
    tell(at)
    with scope(system_viewer("jobs")):
        job = jobs.start("notices.send", by="test", scope_code="43", at=at)
    assert jobs.run_now(job).report["sent"] == 1


def test_an_officer_hears_once_that_a_certificate_expires(db: str, at: datetime) -> None:
    with scope(system_viewer("reference")):
        organisations.standard_tree(province="43", by="test", at=at, stations=False)
        organisations.register_officers([organisations.OfficerRow(scope_code="430102", number="7", name="甲")], by="t", at=at)
        organisations.register_certificates(
            [
                organisations.CertificateRow(
                    scope_code="430102", officer_number="7", kind="行政执法证", number="A7", expires_on=date(2020, 1, 1)
                )
            ],
            by="t",
            at=at,
        )
        Account.objects.create(
            login="jia", password="x", kind="officer", name="甲", scope_code="430102", organ_code="430102", officer_code="7",
            created_at=at, uuid=OFFICER.account_uuid,
        )  # fmt: skip
    for _ in range(2):
        with scope(system_viewer("jobs")):
            job = jobs.start("notices.certificates", by="test", scope_code="43", at=at)
        assert jobs.run_now(job).state == "done"
    with scope(OFFICER):
        assert [line.title for line in queries.inbox(account=OFFICER.account_uuid)] == ["执法证即将到期"]
