"""A mail server that keeps what it was given and can be told to fail (SMTP, RFC 5321: the commands that a sender needs).

python -m huizhi.adapters.simulators.mail 8026
"""

import socketserver
import sys
import time
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from huizhi.adapters.simulators.faults import Faults

MOST_LINES, LONGEST_LINE = 20_000, 8192


class MailSimulator(socketserver.ThreadingTCPServer):
    """The server: its faults and the letters it took, by Message-ID."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port: int = 0, *, slow: float = 5.0) -> None:
        super().__init__(("127.0.0.1", port), _Desk)
        self.slow = slow
        self.faults = Faults()
        self.taken: dict[str, EmailMessage] = {}

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that has gone away in the middle is what the faults are for."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    @property
    def port(self) -> int:
        """Where it answers."""
        return int(self.server_address[1])


class _Desk(socketserver.StreamRequestHandler):
    server: MailSimulator

    def handle(self) -> None:
        """Talk until QUIT."""
        fault = self.server.faults.next()
        if fault == "drop":
            return
        if fault == "slow":
            time.sleep(self.server.slow)
        self._say("421 out of order" if fault == "error" else "220 simulator ESMTP")
        while fault != "error":
            line = self.rfile.readline(LONGEST_LINE)
            verb = line.strip().upper()[:4]
            if not line or verb == b"QUIT":
                break
            if not self._answer(verb, fault):
                return
        self._say("221 bye")

    def _answer(self, verb: bytes, fault: str) -> bool:
        if verb == b"RCPT" and fault == "refuse":
            self._say("550 no such mailbox")
        elif verb == b"DATA":
            return self._take(fault)
        elif fault == "garble":
            self._say("hello?")
        elif verb in {b"EHLO", b"HELO", b"MAIL", b"RCPT", b"RSET", b"NOOP"}:
            self._say("250 ok")
        else:
            self._say("502 not here")
        return True

    def _take(self, fault: str) -> bool:
        self._say("354 go on")
        lines: list[bytes] = []
        while (line := self.rfile.readline(LONGEST_LINE)) not in (b".\r\n", b"") and len(lines) < MOST_LINES:
            lines.append(line[1:] if line.startswith(b"..") else line)
        letter = message_from_bytes(b"".join(lines), policy=policy.default)
        self.server.taken.setdefault(str(letter["Message-ID"]), letter)
        if fault == "lose_answer":
            return False
        self._say("250 taken")
        return True

    def _say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")


if __name__ == "__main__":
    MailSimulator(int(sys.argv[1]) if len(sys.argv) > 1 else 8026).serve_forever()
