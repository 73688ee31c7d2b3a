"""The pytest side of `proves`: the named address must have answered 2xx while the test ran."""

import re
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.handlers.base import BaseHandler
from django.http import HttpRequest

_answers: list[tuple[str, int]] = []
_lock = threading.Lock()


@pytest.fixture(autouse=True, scope="session")
def _every_answer_is_noted() -> Iterator[None]:
    """Note path and status of every answer of this process, in-process clients and live servers alike."""
    original = BaseHandler.get_response

    def noted(self: BaseHandler, request: HttpRequest) -> Any:
        response = original(self, request)
        with _lock:
            _answers.append((request.path, response.status_code))
        return response

    BaseHandler.get_response = noted  # type: ignore[method-assign]
    yield
    BaseHandler.get_response = original  # type: ignore[method-assign]


def pattern(at: str) -> re.Pattern[str]:
    """`/entities/{uscc}/` as a pattern: a name in braces stands for one part of the path."""
    return re.compile("".join("[^/]+" if part.startswith("{") else re.escape(part) for part in re.split(r"(\{[^}]*\})", at)))


@pytest.fixture(autouse=True)
def _proofs_were_seen(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test whose claimed address did not answer 2xx during it."""
    claimed = [mark.kwargs["at"] for mark in request.node.iter_markers("proves")]
    if not claimed:
        yield
        return
    with _lock:
        _answers.clear()
    yield
    with _lock:
        good = {path for path, status in _answers if 200 <= status < 300}
    missing = [at for at in claimed if not any(pattern(at).fullmatch(path) for path in good)]
    if missing:
        pytest.fail(f"proves: 未见 {missing} 以 2xx 作答")
