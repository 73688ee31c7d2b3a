"""Short messages through a gateway over HTTP (contract: adapters/contracts/sms.json)."""

import json
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from jsonschema import Draft202012Validator

from huizhi.kernel.notices.types import Letter, Rejected, Unreachable

CONTRACT = json.loads((Path(__file__).resolve().parent.parent / "contracts" / "sms.json").read_text(encoding="utf-8"))
_ACCEPTED = Draft202012Validator(CONTRACT | {"$ref": "#/$defs/accepted"})
_REFUSED = Draft202012Validator(CONTRACT | {"$ref": "#/$defs/refused"})
_LATER = {408, 425, 429}
LONGEST = 1000


@dataclass(frozen=True)
class SmsGateway:
    """One gateway: its address, our key, and the signature 【…】 under which messages go out."""

    url: str
    key: str = field(repr=False)
    signature: str
    patience: float = 10.0

    def send(self, letter: Letter) -> str:
        """Send one message; the gateway's own number for it."""
        told = {"key": letter.key, "to": letter.to, "text": letter.body[:LONGEST], "signature": self.signature}
        try:
            answer = httpx.post(
                f"{self.url.rstrip('/')}/messages",
                json=told,
                headers={"Authorization": f"Bearer {self.key}"},
                timeout=self.patience,
                follow_redirects=False,
            )
        except httpx.HTTPError as error:
            raise Unreachable(type(error).__name__) from None
        return self._read(answer, letter)

    def _read(self, answer: httpx.Response, letter: Letter) -> str:
        status = answer.status_code
        try:
            said = answer.json()
        except ValueError:
            said = None
        if status == httpx.codes.ACCEPTED:
            if not _ACCEPTED.is_valid(said) or said["key"] != letter.key:
                # It may have been sent: the same key at the next attempt cannot send it twice.
                raise Unreachable("answer against the contract")
            return str(said["id"])
        if 400 <= status < 500 and status not in _LATER:
            raise Rejected(str(said["code"]) if _REFUSED.is_valid(said) else f"HTTP {status}")
        raise Unreachable(f"HTTP {status}")
