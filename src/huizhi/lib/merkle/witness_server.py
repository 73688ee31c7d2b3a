"""The witness over HTTP (C2SP tlog-witness): standard library only, so that its machine needs nothing of the rest.

POST /add-checkpoint                a head and how it extends the last one -> a cosignature
GET  /last-checkpoint?origin=…      the last head of that log which it has cosigned
GET  /key                           its verifier key
"""

from datetime import timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar
from urllib.parse import parse_qs, urlsplit

from huizhi.lib import clock
from huizhi.lib.merkle.witness import Answer, Witness

MOST_BYTES = 64 * 1024
SHANGHAI = timezone(timedelta(hours=8))


class WitnessHandler(BaseHTTPRequestHandler):
    """One connection; every answer is small and complete."""

    witness: ClassVar[Witness]
    protocol_version = "HTTP/1.1"
    server_version = "huizhi-witness"
    sys_version = ""
    timeout = 10

    def do_POST(self) -> None:
        """Cosign, or say why not."""
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > MOST_BYTES:
            self.close_connection = True
            self._answer(Answer(413, "请求过大或未注明长度\n"))
            return
        body = self.rfile.read(int(length))
        if urlsplit(self.path).path != "/add-checkpoint":
            self._answer(Answer(404, "没有这个地址\n"))
            return
        year = clock.now().astimezone(SHANGHAI).year
        self._answer(self.witness.add_checkpoint(body, time=clock.unix_seconds(), year=year))

    def do_GET(self) -> None:
        """The last head of a log, or the key."""
        asked = urlsplit(self.path)
        if asked.path == "/key":
            self._answer(Answer(200, f"{self.witness.verifier}\n"))
        elif asked.path == "/last-checkpoint":
            self._answer(self.witness.last("".join(parse_qs(asked.query).get("origin", []))))
        else:
            self._answer(Answer(404, "没有这个地址\n"))

    def _answer(self, answer: Answer) -> None:
        body = answer.body.encode()
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Silence: what was cosigned stands in the folder, what was refused was answered."""


def witness_server(witness: Witness, host: str, port: int) -> ThreadingHTTPServer:
    """A server that is ready to serve; port 0 takes a free one."""
    handler = type("Handler", (WitnessHandler,), {"witness": witness})
    return ThreadingHTTPServer((host, port), handler)
