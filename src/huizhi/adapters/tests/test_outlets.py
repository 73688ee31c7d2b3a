"""Letters leave through a gateway and a mail server that may fail in every way, and none is sent twice."""

import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from huizhi.adapters.outlets.choosing import FaultyOutlets, outlets_of
from huizhi.adapters.outlets.mail import MailServer
from huizhi.adapters.outlets.sms import SmsGateway
from huizhi.adapters.simulators.mail import MailSimulator
from huizhi.adapters.simulators.sms import SmsSimulator
from huizhi.kernel.notices.types import Letter, Rejected, Unreachable

SMS = Letter("0123456789abcdef", "13800138000", "标题", "您有一条待办。")
MAIL = Letter("0123456789abcdef", "jia@example.cn", "待办\n提醒", "您有一条待办。")


@pytest.fixture
def gateway() -> Iterator[SmsSimulator]:
    server = SmsSimulator(slow=1.0)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def post() -> Iterator[MailSimulator]:
    server = MailSimulator(slow=1.0)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def sms(gateway: SmsSimulator, key: str = "simulated") -> SmsGateway:
    return SmsGateway(url=gateway.url, key=key, signature="湖南市监", patience=0.5)


def mail(post: MailSimulator) -> MailServer:
    return MailServer(host="127.0.0.1", port=post.port, sender="noreply@example.cn", tls=False, patience=0.5)


def test_a_short_message_is_taken_and_has_the_gateways_number(gateway: SmsSimulator) -> None:
    assert sms(gateway).send(SMS) == "SMS00000001"
    assert gateway.sent[SMS.key]["text"] == SMS.body


@pytest.mark.parametrize("fault", ["slow", "error", "garble", "drop", "lose_answer"])
def test_a_gateway_that_fails_is_tried_again_and_sends_once(gateway: SmsSimulator, fault: str) -> None:
    gateway.faults.switch(fault, 1)
    with pytest.raises(Unreachable) as told:
        sms(gateway).send(SMS)
    assert SMS.to not in str(told.value)
    assert sms(gateway).send(SMS) == "SMS00000001"
    assert len(gateway.sent) == 1


def test_a_refusal_is_for_good_and_says_its_code_and_no_number(gateway: SmsSimulator) -> None:
    gateway.faults.switch("refuse", 1)
    with pytest.raises(Rejected, match=r"^refused$"):
        sms(gateway).send(SMS)
    with pytest.raises(Rejected, match=r"^unknown_key$"):
        sms(gateway, "wrong").send(SMS)
    with pytest.raises(Rejected, match=r"^against_contract$"):
        sms(gateway).send(Letter("0123456789abcdef", "12345", "", "x"))
    assert gateway.sent == {}


def test_the_gateways_faults_are_switched_over_http_and_what_it_sent_can_be_read(gateway: SmsSimulator) -> None:
    httpx.put(f"{gateway.url}/faults", json={"kind": "error", "times": 1})
    with pytest.raises(Unreachable, match="503"):
        sms(gateway).send(SMS)
    sms(gateway).send(SMS)
    assert [m["to"] for m in httpx.get(f"{gateway.url}/messages").json()["messages"]] == [SMS.to]


def test_a_letter_is_taken_with_its_chinese_subject_on_one_line(post: MailSimulator) -> None:
    number = mail(post).send(MAIL)
    letter = post.taken[number]
    assert (letter["Subject"], letter["To"]) == ("待办 提醒", MAIL.to)
    assert letter.get_content().strip() == MAIL.body
    assert letter["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize("fault", ["slow", "error", "garble", "drop", "lose_answer"])
def test_a_mail_server_that_fails_is_tried_again_with_the_same_message_id(post: MailSimulator, fault: str) -> None:
    post.faults.switch(fault, 1)
    with pytest.raises(Unreachable) as told:
        mail(post).send(MAIL)
    assert MAIL.to not in str(told.value)
    mail(post).send(MAIL)
    assert len(post.taken) == 1


def test_a_mailbox_that_does_not_exist_is_a_refusal_for_good(post: MailSimulator) -> None:
    post.faults.switch("refuse", 1)
    with pytest.raises(Rejected, match=r"^SMTP 550$"):
        mail(post).send(MAIL)


def test_nobody_at_the_address_is_unreachable() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    with pytest.raises(Unreachable):
        SmsGateway(url=f"http://127.0.0.1:{port}", key="k", signature="s", patience=0.5).send(SMS)
    with pytest.raises(Unreachable):
        MailServer(host="127.0.0.1", port=port, sender="a@example.cn", tls=False, patience=0.5).send(MAIL)


def test_an_instance_without_outlets_writes_letters_into_its_folder_and_production_does_not(tmp_path: Path) -> None:
    outlets = outlets_of(tmp_path, production=False)
    number = outlets["sms"].send(SMS)
    file = tmp_path / "letters" / "sms" / number
    assert json.loads(file.read_text(encoding="utf-8"))["to"] == SMS.to
    assert file.stat().st_mode & 0o077 == 0
    assert outlets_of(tmp_path, production=True) == {}


def test_outlets_come_from_a_file_that_only_its_owner_may_read(tmp_path: Path) -> None:
    file = tmp_path / "outlets.json"
    file.write_text('{"sms": {"url": "https://sms.example.cn", "key": "k", "signature": "s"}}', encoding="utf-8")
    file.chmod(0o644)
    with pytest.raises(FaultyOutlets, match="可读"):
        outlets_of(tmp_path, production=True)
    file.chmod(0o600)
    assert isinstance(outlets_of(tmp_path, production=True)["sms"], SmsGateway)
    assert "'k'" not in repr(outlets_of(tmp_path, production=True)["sms"])
    file.write_text('{"sms": {"address": "x"}}', encoding="utf-8")
    with pytest.raises(FaultyOutlets, match="内容不对"):
        outlets_of(tmp_path, production=True)
