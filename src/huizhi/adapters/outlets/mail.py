"""E-mail over SMTP, with STARTTLS unless the server stands on this machine."""

import smtplib
import ssl
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from huizhi.kernel.notices.types import Letter, Rejected, Unreachable
from huizhi.lib import clock

_PERMANENT = range(500, 600)


@dataclass(frozen=True)
class MailServer:
    """One SMTP server and the address from which we write."""

    host: str
    port: int
    sender: str
    name: str = "慧治市场监管平台"
    user: str = ""
    password: str = field(default="", repr=False)
    tls: bool = True
    patience: float = 20.0

    def send(self, letter: Letter) -> str:
        """Send one letter; its Message-ID, which is the same at every attempt."""
        message = self._written(letter)
        try:
            with smtplib.SMTP(self.host, self.port, timeout=self.patience) as server:
                if self.tls:
                    server.starttls(context=ssl.create_default_context())
                if self.user:
                    server.login(self.user, self.password)
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as refused:
            raise self._refusal([code for code, _ in refused.recipients.values()]) from None
        except smtplib.SMTPResponseException as error:
            raise self._refusal([error.smtp_code]) from None
        except (smtplib.SMTPException, OSError) as error:
            raise Unreachable(type(error).__name__) from None
        return str(message["Message-ID"])

    def _refusal(self, codes: list[int]) -> Exception:
        """Codes 5xx are for good, 4xx pass; the server's words may repeat the address and are left out."""
        said = f"SMTP {'/'.join(str(code) for code in codes)}"
        return Rejected(said) if codes and all(code in _PERMANENT for code in codes) else Unreachable(said)

    def _written(self, letter: Letter) -> EmailMessage:
        message = EmailMessage()
        message["From"] = Address(self.name, addr_spec=self.sender)
        message["To"] = letter.to
        message["Subject"] = " ".join(letter.subject.split())
        message["Date"] = format_datetime(clock.now())
        domain = self.sender.rpartition("@")[2]
        message["Message-ID"] = f"<{letter.key}@{domain}>" if domain else make_msgid()
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.body)
        return message
