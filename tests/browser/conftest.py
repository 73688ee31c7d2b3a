"""What a test in the browser stands on: the house behind a real port on a fresh clone, a Chromium, axe, and a camera.

@pytest.mark.browser
def test_…(site: Site, reader: Page) -> None:
    reader.goto(f"{site.url}/")
    assert_accessible(reader)
    picture(reader, "public-home")            # docs/journeys/public-home.png, when HUIZHI_PICTURES=1
"""

import importlib
import json
import os
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PICTURES = ROOT / "docs" / "journeys"
WIDTHS = {"desk": (1440, 900), "phone": (390, 844)}
LANGUAGES = {"zh": "zh-CN", "en": "en-GB"}  # what the browser says
CHOSEN = {"zh": "zh-hans", "en": "en"}  # what the reader has chosen in the header: the house goes by this alone

# Playwright keeps an event loop in this thread; Django's guard against blocking one does not concern us.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the house logs its requests itself."""


@dataclass(frozen=True)
class Site:
    """A running house."""

    url: str
    database: str


@pytest.fixture
def site(db: str) -> Iterator[Site]:
    """The house behind a port of this machine, on this test's own database."""
    server = ThreadedWSGIServer(("127.0.0.1", 0), _Quiet)
    server.daemon_threads = True
    server.set_app(get_wsgi_application())
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield Site(f"http://127.0.0.1:{server.server_port}", db)
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for the whole run, with the same Chinese fonts everywhere, as `make test` finds it."""
    if "HUIZHI_CHROMIUM" not in os.environ or "FONTCONFIG_FILE" not in os.environ:
        os.environ.update(_surroundings())
    program = os.environ["HUIZHI_CHROMIUM"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield browser
        browser.close()


def _surroundings() -> dict[str, str]:
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        found: dict[str, str] = importlib.import_module("chromium").surroundings()
        return found
    finally:
        sys.path.pop(0)


Opener = Callable[..., Page]


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[Opener]:
    """`open_page(width="phone", language="en")`: a fresh browser of that width and language; faults of scripts fail the test."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def opened(*, width: str = "desk", language: str = "zh", **options: Any) -> Page:
        wide, high = WIDTHS[width]
        context = chromium.new_context(
            viewport={"width": wide, "height": high}, locale=LANGUAGES[language], reduced_motion="reduce", **options
        )
        context.add_cookies([{"name": "language", "value": CHOSEN[language], "domain": "127.0.0.1", "path": "/"}])
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if _is_fault(said.type, said.text) else None)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not faults, faults


def _is_fault(kind: str, text: str) -> bool:
    """What the page's own scripts did wrong; an answer of 4xx is the page's matter and is seen by the test."""
    return kind == "error" and "Failed to load resource" not in text


@pytest.fixture
def reader(open_page: Opener) -> Page:
    """A reader at a desk, in Chinese."""
    return open_page()


def violations(page: Page) -> list[dict[str, Any]]:
    """What axe finds by WCAG 2.2 AA, serious or worse."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", tags)
    return [v for v in found["violations"] if v["impact"] in {"serious", "critical"}]


def assert_accessible(page: Page) -> None:
    """No serious violation on this page."""
    said = [(v["id"], v["help"], [node["html"][:200] for node in v["nodes"][:3]]) for v in violations(page)]
    assert not said, json.dumps(said, ensure_ascii=False, indent=1)


CJK_OUTSIDE = """() => {
  const cjk = /[\\u2e80-\\u303f\\u3400-\\u9fff\\uf900-\\ufaff\\uff00-\\uffef]/;
  const found = [];
  const chinese = (element) => (element.closest('[lang]')?.lang || '').startsWith('zh');
  const walk = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode;
    const parent = node.parentElement;
    if (['SCRIPT', 'STYLE'].includes(parent.tagName)) continue;
    if (cjk.test(node.data) && !chinese(parent)) found.push(node.data.trim().slice(0, 60));
  }
  for (const element of document.querySelectorAll('[title],[aria-label],[placeholder],[alt],[data-label]')) {
    for (const name of ['title', 'aria-label', 'placeholder', 'alt', 'data-label']) {
      const said = element.getAttribute(name);
      if (said && cjk.test(said) && !chinese(element)) found.push(name + '=' + said.slice(0, 60));
    }
  }
  return found;
}"""


def chinese_outside(page: Page) -> list[str]:
    """Chinese text of an English page that is not marked as Chinese."""
    found: list[str] = page.evaluate(CJK_OUTSIDE)
    return found


TOO_WIDE = """() => {
  const whole = document.documentElement;
  if (whole.scrollWidth - whole.clientWidth <= 1) return [];
  const scrolls = (e) => e && e !== whole && (getComputedStyle(e).overflowX !== 'visible' || scrolls(e.parentElement));
  const out = [...document.querySelectorAll('body *')].filter(
    (e) => e.getBoundingClientRect().right > whole.clientWidth + 1 && !scrolls(e.parentElement));
  const named = out.map((e) => `${Math.round(e.getBoundingClientRect().right)} px: ${e.outerHTML.slice(0, 120)}`).slice(0, 4);
  return named.length ? named : [`${whole.scrollWidth} px: something laid out absolutely in a box that scrolls`];
}"""


def too_wide(page: Page) -> list[str]:
    """What makes the page as a whole scroll sideways; nothing when it fits."""
    found: list[str] = page.evaluate(TOO_WIDE)
    return found


def assert_fits(page: Page) -> None:
    """The page as a whole does not scroll sideways."""
    assert too_wide(page) == [], page.url


def picture(page: Page, name: str, *, whole: bool = True) -> Path:
    """Take a picture. HUIZHI_PICTURES says where to: a folder, or 1 for that of the manual; without it nothing is written."""
    wanted = os.environ.get("HUIZHI_PICTURES", "")
    file = (PICTURES if wanted == "1" else Path(wanted)) / f"{name}.png"
    if wanted:
        file.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=file, full_page=whole)
    return file
