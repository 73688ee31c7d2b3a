"""Writes the API's description to docs/reference/openapi.json, so that a change of the API is a change that is read.

`python -m huizhi.interfaces.api.snapshot`; a test demands that the file is current.
"""

import json
import os
from pathlib import Path

import django

FILE = Path(__file__).resolve().parents[4] / "docs" / "reference" / "openapi.json"


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huizhi.settings.typecheck")
    django.setup()
    from huizhi.interfaces.api.views import description

    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_text(json.dumps(description(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
