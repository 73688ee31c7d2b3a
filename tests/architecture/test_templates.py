"""Every template can be read, and whatever it extends or includes by name is there."""

import re
from pathlib import Path

import pytest
from django.template import engines

SOURCE = Path(__file__).resolve().parents[2] / "src" / "huizhi"
TEMPLATES = sorted(SOURCE.rglob("templates/**/*.html"))
NAMED = re.compile(r"{%\s*(?:extends|include)\s+[\"']([^\"']+)[\"']")


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda f: str(f.relative_to(SOURCE)))
def test_the_template_can_be_read(file: Path) -> None:
    parts = file.relative_to(SOURCE).parts
    engines["django"].get_template("/".join(parts[parts.index("templates") + 1 :]))
    for name in NAMED.findall(file.read_text(encoding="utf-8")):
        engines["django"].get_template(name)
