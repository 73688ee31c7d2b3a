"""The demo's words and shares, read once from its two data files."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from huizhi.demo.stream import Choice

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Industry:
    """One class of GB/T 4754-2017 and the words that firms and shops of it use."""

    code: str
    name: str
    firm_words: tuple[str, ...]
    shop_words: tuple[str, ...]


@dataclass(frozen=True)
class Words:
    """What invented names, people and addresses are made of."""

    given: str
    trade: tuple[str, ...]
    streets: tuple[str, ...]
    industries: dict[str, tuple[Industry, ...]]


@cache
def words() -> Words:
    """The building stones."""
    said = yaml.safe_load((DATA / "words.yaml").read_text(encoding="utf-8"))
    trade = said["trade"]
    return Words(
        given=said["given"],
        trade=tuple(dict.fromkeys(trade)),
        streets=tuple(street + kind for street in said["streets"] for kind in said["street_kinds"]),
        industries={
            section: tuple(Industry(section[0] + code, name, tuple(firm), tuple(shop)) for code, name, firm, shop in rows)
            for section, rows in said["industries"].items()
        },
    )


@cache
def proportions() -> dict[str, Any]:
    """Every share with its source, as the file says it."""
    said: dict[str, Any] = yaml.safe_load((DATA / "proportions.yaml").read_text(encoding="utf-8"))
    for key, part in said.items():
        if not part.get("source"):
            raise ValueError(f"proportions.yaml: {key} 没有写明来源")
    return said


@cache
def choice(key: str) -> Choice[str]:
    """A weighted choice by the shares under this key."""
    return Choice(proportions()[key]["share"])


@cache
def surnames() -> Choice[str]:
    """Surnames with weights that fall with their rank (the ranks are published, the weights assumed)."""
    order = proportions()["surnames"]["order"]
    return Choice({name: 1 / (rank + 4) for rank, name in enumerate(order)})
