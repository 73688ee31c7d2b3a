"""What others may know about evidence: kinds with their limits, acts of custody, refusals, capabilities."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

import yaml

from huizhi.lib.refusal import Refusal

CAPABILITIES = {
    "evidence.view_evidence": "查看证据材料",
    "evidence.receive_evidence": "接收证据材料",
    "evidence.seal_evidence": "封存证据材料",
}


class Act(StrEnum):
    """What can happen to a piece of evidence."""

    RECEIVED = "received"
    VIEWED = "viewed"
    COPIED = "copied"
    SEALED = "sealed"
    DAMAGED = "damaged"


ACTS_ZH = {
    Act.RECEIVED: "接收",
    Act.VIEWED: "查看",
    Act.COPIED: "下载",
    Act.SEALED: "封存",
    Act.DAMAGED: "核验发现损坏或缺失",
}


@dataclass(frozen=True)
class Kind:
    """One kind of evidence: which types of content it may have and how large it may be."""

    name: str
    zh: str
    media: frozenset[str]
    largest: int


@cache
def kinds() -> dict[str, Kind]:
    """The declared kinds (limits.yaml)."""
    said = yaml.safe_load((Path(__file__).parent / "limits.yaml").read_text(encoding="utf-8"))
    return {name: Kind(name, one["zh"], frozenset(one["media"]), one["largest_mb"] * 1024 * 1024) for name, one in said.items()}


class FileRefused(Refusal):
    """The file is not taken: its type, its size or what it hides."""

    code = "EVI-001"


class Sealed(Refusal):
    """The piece is sealed: nothing about it changes any more."""

    code = "EVI-002"
    status = 409


class NoSuchEvidence(Refusal):
    """There is no such piece in the viewer's scope."""

    code = "EVI-003"
    status = 404


class Damaged(Refusal):
    """What lies in the store is not what was received."""

    code = "EVI-004"
    status = 500
