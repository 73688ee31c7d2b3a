"""A gateway for short messages that keeps what it was given and can be told to fail.

    python -m huizhi.adapters.simulators.sms 8025

`GET /messages` shows what was sent, `PUT /faults {"kind": "error", "times": 3}` switches a fault. It follows the contract
(adapters/contracts/sms.json) and knows nothing of the adapter.
"""

import json
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from huizhi.adapters.simulators.faults import Faults

CONTRACT = json.loads((Path(__file__).resolve().parent.parent / "contracts" / "sms.json").read_text(encoding="utf-8"))
_MESSAGE = Draft202012Validator(CONTRACT | {"$ref": "#/$defs/message"})
LARGEST = 64 * 1024


class SmsSimulator(ThreadingHTTPServer):
    """The gateway: its faults and what it has sent, by key."""

    daemon_threads = True

    def __init__(self, port: int = 0, *, key: str = "simulated", slow: float = 5.0) -> None:
        super().__init__(("127.0.0.1", port), _Desk)
        self.key, self.slow = key, slow
        self.faults = Faults()
        self.sent: dict[str, dict[str, Any]] = {}

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that has gone away in the middle is what the faults are for."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.server_port}"


class _Desk(BaseHTTPRequestHandler):
    server: SmsSimulator

    def log_message(self, format: str, *args: object) -> None:
        """Addresses are personal, also invented ones: nothing is logged."""

    def do_GET(self) -> None:
        """What was sent."""
        self._answer(200, {"messages": list(self.server.sent.values())})

    def do_PUT(self) -> None:
        """Switch a fault."""
        told = self._told()
        if told is None or told.get("kind") is None:
            self._answer(400, {"code": "bad_fault"})
            return
        self.server.faults.switch(str(told["kind"]), int(told.get("times", 1_000_000)))
        self._answer(200, {})

    def do_POST(self) -> None:
        """Take a message, or fail as told."""
        told, fault = self._told(), self.server.faults.next()
        if fault == "drop":
            self.connection.close()
        elif fault == "error":
            self._answer(503, {"code": "out_of_order"})
        elif self.headers.get("Authorization") != f"Bearer {self.server.key}":
            self._answer(401, {"code": "unknown_key"})
        elif told is None or not _MESSAGE.is_valid(told) or fault == "refuse":
            self._answer(422, {"code": "refused" if fault == "refuse" else "against_contract"})
        else:
            self._take(told, fault)

    def _take(self, told: dict[str, Any], fault: str) -> None:
        if fault == "slow":
            time.sleep(self.server.slow)
        kept = self.server.sent.setdefault(told["key"], {**told, "id": f"SMS{len(self.server.sent) + 1:08d}"})
        if fault == "lose_answer":
            self.connection.close()
        elif fault == "garble":
            self._answer(202, {"code": "?"})
        else:
            self._answer(202, {"id": kept["id"], "key": kept["key"]})

    def _told(self) -> dict[str, Any] | None:
        length = int(self.headers.get("Content-Length") or 0)
        if length > LARGEST:
            return None
        try:
            said = json.loads(self.rfile.read(length))
        except ValueError:
            return None
        return said if isinstance(said, dict) else None

    def _answer(self, status: int, said: dict[str, Any]) -> None:
        body = json.dumps(said, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


if __name__ == "__main__":
    SmsSimulator(int(sys.argv[1]) if len(sys.argv) > 1 else 8025).serve_forever()
