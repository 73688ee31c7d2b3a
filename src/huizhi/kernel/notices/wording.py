"""Kinds of notice and their words: `notices.yaml` of each room, in both languages."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from django.apps import apps

from huizhi.kernel.notices.types import Channel, UnknownNotice

_FIELD = re.compile(r"{(\w+)}")


@dataclass(frozen=True)
class Words:
    """Title and body in one language, with {fields}."""

    title: str
    body: str

    def filled(self, data: Mapping[str, object]) -> tuple[str, str]:
        """Title and body with what the notice says."""
        return _fill(self.title, data), _fill(self.body, data)


@dataclass(frozen=True)
class NoticeKind:
    """One kind of notice."""

    name: str
    channels: tuple[Channel, ...]
    zh: Words
    en: Words

    @property
    def fields(self) -> frozenset[str]:
        """What its words need."""
        return frozenset(_FIELD.findall(self.zh.title + self.zh.body + self.en.title + self.en.body))


def _fill(words: str, data: Mapping[str, object]) -> str:
    return _FIELD.sub(lambda found: str(data.get(found[1], "")), words)


@cache
def notice_kinds() -> dict[str, NoticeKind]:
    """Every declared kind, by name; a kind whose two languages need different fields refuses to load."""
    found: dict[str, NoticeKind] = {}
    for config in apps.get_app_configs():
        file = Path(config.path) / "notices.yaml"
        if config.name.startswith("huizhi.") and file.exists():
            for name, said in yaml.safe_load(file.read_text(encoding="utf-8")).items():
                found[name] = _kind(name, said, file)
    return found


def _kind(name: str, said: dict[str, dict[str, str]], file: Path) -> NoticeKind:
    zh, en = Words(**said["zh"]), Words(**said["en"])
    if set(_FIELD.findall(zh.title + zh.body)) != set(_FIELD.findall(en.title + en.body)):
        raise UnknownNotice(f"{file.parent.name}/notices.yaml：{name} 的中英文所用字段不同")
    return NoticeKind(name, tuple(Channel(one) for one in said["by"]), zh, en)


def kind_of(name: str) -> NoticeKind:
    """The kind of that name."""
    if name not in notice_kinds():
        raise UnknownNotice(f"没有名为“{name}”的消息种类")
    return notice_kinds()[name]
