"""A person at a page while parts of the house die: what was acknowledged is there once, and asking again doubles nothing.

Postmaster, web, worker and keeper are killed with SIGKILL, at moments taken from a hash, while somebody goes on deciding the
value of a provincial parameter through the page, and asks again with the same act id whenever no answer came. Thirty kills of
all parts under more writers: tests/scale/test_killed.py.
"""

import hashlib
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import httpx
import pytest

from tests.fresh.driving import Running, until
from tests.fresh.test_run import pid_of, state

__all__ = ["state"]  # the fixture

T = TypeVar("T")
ROOT = Path(__file__).resolve().parents[2]
KILLS = 8
PAGE = "officer/rules/parameters/hn.hearing.amount_org/"
TARGETS = ("postgres -D", "huizhi.interfaces.web.wsgi", "huizhi.interfaces.cli.worker", "huizhi.interfaces.cli.keeper")
MAKE_ACCOUNT = """
import django; django.setup()
from huizhi.kernel.access import services as access
from huizhi.kernel.access.types import Kind
from huizhi.lib import clock
with access.scope(access.system_viewer("demo")):
    access.create_account(login="kills", password="Kills-没有秘密-1", kind=Kind.OFFICER, name="法规处甲", scope_code="43",
                          roles=["legal_affairs"], by="test", at=clock.now())
"""
LOOK = """
import json, django; django.setup()
from huizhi.kernel.access import services as access
from huizhi.kernel.ledger.models import Leaf, Note
from huizhi.kernel.rulebook.models import ParameterEdit
with access.scope(access.system_viewer("doctor")):
    edits = list(ParameterEdit.objects.order_by("n").values_list("reason", flat=True))
    notes = [n.uuid for n in Note.objects.filter(kind__contains="parameter")]
    leaves = Leaf.objects.filter(note_id__in=notes).count()
print(json.dumps({"edits": edits, "notes": len(notes), "leaves": leaves}))
"""


def python(state: Path, text: str) -> str:
    surroundings = {**os.environ, "HUIZHI_STATE": str(state), "PYTHONPATH": str(ROOT / "src")}
    surroundings["DJANGO_SETTINGS_MODULE"] = "huizhi.settings.development"
    done = subprocess.run([sys.executable, "-c", text], env=surroundings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


class Person:
    """Somebody at the parameter page who does not give up."""

    def __init__(self, address: str) -> None:
        self.client = httpx.Client(base_url=address, timeout=10, follow_redirects=False)
        self.acknowledged: list[str] = []
        self.asked_again = 0
        self.over = threading.Event()

    def fields(self, path: str) -> dict[str, str]:
        page = self.client.get(path)
        page.raise_for_status()
        form = page.text[page.text.rindex("<form", 0, page.text.rindex("act_id")) :] if "act_id" in page.text else page.text
        tags = re.findall(r"<input[^>]+>", form.split("</form>")[0])
        pairs = [(re.search(r'name="([^"]+)"', t), re.search(r'value="([^"]*)"', t)) for t in tags]
        return {name.group(1): value.group(1) if value else "" for name, value in pairs if name}

    def sign_in(self) -> None:
        said = self.fields("sign-in/") | {"login": "kills", "password": "Kills-没有秘密-1"}
        answer = self.client.post("sign-in/", data=said)
        assert answer.status_code == 302, answer.text

    def decide(self, number: int) -> None:
        reason = f"第{number}次修改的理由"
        said = self.patiently(lambda: self.fields(PAGE))
        said |= {"value": str(100 + number), "effective_on": "2026-01-01", "basis": "试验文件", "reason": reason}
        answer = self.patiently(lambda: self.posted(said))
        if answer.status_code == 302 and "sign-in" not in answer.headers["Location"]:
            self.acknowledged.append(reason)

    def posted(self, said: dict[str, str]) -> httpx.Response:
        answer = self.client.post(PAGE, data=said)
        if answer.status_code >= 500 or "sign-in" in answer.headers.get("Location", ""):
            raise httpx.HTTPError(f"{answer.status_code}")
        return answer

    def patiently(self, act: Callable[[], T]) -> T:
        end = time.monotonic() + 90
        while True:
            try:
                return act()
            except httpx.HTTPError:
                assert time.monotonic() < end, "no answer for ninety seconds"
                self.asked_again += 1
                time.sleep(0.2)

    def stop(self, thread: threading.Thread) -> None:
        self.over.set()
        thread.join(120)
        self.client.close()
        assert not thread.is_alive()

    def go_on(self) -> None:
        number = 0
        while not self.over.is_set():
            number += 1
            self.decide(number)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_what_a_page_acknowledged_is_there_once_whatever_died_meanwhile(state: Path) -> None:
    running = Running(state, "--empty")
    python(state, MAKE_ACCOUNT)
    person = Person(running.address)
    person.sign_in()
    thread = threading.Thread(target=person.go_on, daemon=True)
    thread.start()
    for number in range(KILLS):
        chance = hashlib.sha256(f"kill {number}".encode()).digest()
        before = len(person.acknowledged)
        until(lambda before=before: len(person.acknowledged) > before, 120)  # type: ignore[misc]
        time.sleep(chance[1] / 255)
        os.kill(pid_of(state, TARGETS[chance[0] % len(TARGETS)]), signal.SIGKILL)
    person.stop(thread)

    def seen() -> dict[str, object]:
        return json.loads(python(state, LOOK))  # type: ignore[no-any-return]

    until(lambda: seen()["leaves"] == seen()["notes"], 120)
    found = seen()
    assert len(found["edits"]) == len(set(found["edits"]))  # type: ignore[arg-type]
    assert set(person.acknowledged) <= set(found["edits"])  # type: ignore[arg-type]
    assert found["notes"] == found["leaves"] == len(found["edits"])  # type: ignore[arg-type]
    assert person.asked_again > 0, "no kill was felt: the test proved nothing"
    assert running.stop() == 0
