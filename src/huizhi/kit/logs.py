"""JSON logs, one line each, with the request id and without personal data."""

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any

from huizhi.kit.requests import request_id

# Only these extras are written: what a caller passes besides may hold personal data, and so it is left out.
_ALLOWED = ("kind", "code", "status_code", "job", "path", "milliseconds", "rows", "room")


class JsonLine(logging.Formatter):
    """One record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request": request_id.get(),
        }
        line |= {key: getattr(record, key) for key in _ALLOWED if hasattr(record, key)}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def configure(_: dict[str, Any]) -> None:
    """Django's LOGGING_CONFIG: everything goes to stderr as JSON lines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLine())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    logging.getLogger("django.db.backends").setLevel(logging.WARNING)
