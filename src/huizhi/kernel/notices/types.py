"""What others may know about notices: channels, letters, what an outlet may answer, refusals, capabilities."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from huizhi.lib.refusal import Refusal

CAPABILITIES = {
    "notices.view_outgoing": "查看短信与邮件发送情况",
}

NOBODYS = "-"  # the scope code of rows that no organ sees: the account itself does, and the house


class Channel(StrEnum):
    """How a message leaves the house."""

    MAIL = "mail"
    SMS = "sms"


CHANNELS_ZH = {Channel.MAIL: "电子邮件", Channel.SMS: "短信"}


class Sending(StrEnum):
    """Where an outgoing letter stands."""

    WAITING = "waiting"
    SENT = "sent"
    REFUSED = "refused"
    GIVEN_UP = "given_up"


SENDING_ZH = {
    Sending.WAITING: "待发",
    Sending.SENT: "已发出",
    Sending.REFUSED: "对方拒收",
    Sending.GIVEN_UP: "多次未成，已放弃",
}


@dataclass(frozen=True)
class Letter:
    """One message as an outlet sends it. `key` is the same at every attempt, so that the far side can tell a repetition."""

    key: str
    to: str
    subject: str
    body: str


class Unreachable(Exception):
    """The far side cannot be reached or is out of order now: try again later. The words must not hold the address."""


class Rejected(Exception):
    """The far side has refused this letter for good. The words must not hold the address."""


class Outlet(Protocol):
    """What sends the letters of one channel."""

    def send(self, letter: Letter) -> str:
        """Send it; returns the far side's own number for it. Raises Unreachable or Rejected."""


class UnknownNotice(Refusal):
    """No room declares this kind of notice, or it lacks what its words need."""

    code = "NOT-001"


class BadAddress(Refusal):
    """That is no e-mail address or mobile number."""

    code = "NOT-002"
