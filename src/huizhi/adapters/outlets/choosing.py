"""Which outlets this instance has: what `outlets.json` in the data folder says, or files in a folder where it says nothing.

    {"mail": {"host": "…", "port": 587, "sender": "…", "user": "…", "password": "…"},
     "sms": {"url": "https://…", "key": "…", "signature": "湖南市监"}}

In production there is no folder: a channel that is not named keeps its letters waiting, which the operator's page shows.
"""

import json
from pathlib import Path
from typing import Any

from huizhi.adapters.outlets.folder import Folder
from huizhi.adapters.outlets.mail import MailServer
from huizhi.adapters.outlets.sms import SmsGateway
from huizhi.kernel.notices.types import Outlet
from huizhi.lib.refusal import Refusal


class FaultyOutlets(Refusal):
    """`outlets.json` cannot be read, or grants others access to its passwords."""

    code = "ADP-001"
    status = 500


def outlets_of(state: Path, *, production: bool) -> dict[str, Outlet]:
    """The outlet of each channel."""
    said = _read(state / "outlets.json")
    found: dict[str, Outlet] = {}
    try:
        if "mail" in said:
            found["mail"] = MailServer(**said["mail"])
        if "sms" in said:
            found["sms"] = SmsGateway(**said["sms"])
    except TypeError as wrong:
        raise FaultyOutlets(f"outlets.json 的内容不对：{wrong}") from None
    if not production:
        for channel in ("mail", "sms"):
            found.setdefault(channel, Folder(state / "letters" / channel))
    return found


def _read(file: Path) -> dict[str, dict[str, Any]]:
    if not file.exists():
        return {}
    if file.stat().st_mode & 0o077:
        raise FaultyOutlets("outlets.json 对其他用户可读", remedy=f"chmod 600 {file}")
    try:
        said = json.loads(file.read_text(encoding="utf-8"))
    except json.JSONDecodeError as wrong:
        raise FaultyOutlets(f"outlets.json 不是JSON：第{wrong.lineno}行") from None
    return said if isinstance(said, dict) else {}
