"""The glossary as hover help: docs/glossary.yaml, read once."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from django.conf import settings


@dataclass(frozen=True)
class Meaning:
    """A term of the field: its English name, and what it means under which source."""

    english: str
    means: str  # in English, as the glossary has it
    chinese: str = ""  # the meaning in Chinese, where the glossary gives it


@cache
def _glossary() -> dict[str, Meaning]:
    file = Path(settings.ROOT) / "docs" / "glossary.yaml"
    if not file.exists():
        return {}
    said = yaml.safe_load(file.read_text(encoding="utf-8")) or []
    return {
        row["zh"]: Meaning(english=row["en"].replace("_", " "), means=row["means"], chinese=row.get("means_zh", ""))
        for row in said
    }


def meaning_of(term: str) -> Meaning | None:
    """What the glossary says about a Chinese term, or None."""
    return _glossary().get(term)
