"""YAML that remembers where each thing stood, so that a refusal can name the line.

Stricter than YAML: no duplicate keys, no anchors, aliases or tags, only mappings with text keys, lists, and plain scalars.
"""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import yaml

from huizhi.lib.refusal import Refusal

Plain = dict[str, "Plain"] | list["Plain"] | str | int | bool | date | None
Path_ = tuple[str | int, ...]

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class LawFileRefused(Refusal):
    """A law file says something that the house cannot rest on."""

    code = "RUL-001"
    status = 500

    def __init__(self, file: str, line: int, what: str, *, remedy: str = "请改正该文件后重新启动") -> None:
        super().__init__(f"{file} 第 {line} 行：{what}", rule="法规文件须有来源、可信度与可解析的日期", remedy=remedy)
        self.file = file
        self.line = line


@dataclass
class Marked:
    """A document and the line of each of its parts."""

    file: str
    value: Plain = None
    lines: dict[Path_, int] = field(default_factory=dict)

    def line_of(self, path: Path_) -> int:
        """The line of that part, or of the nearest part around it."""
        while path not in self.lines and path:
            path = path[:-1]
        return self.lines.get(path, 1)

    def refuse(self, path: Path_, what: str) -> LawFileRefused:
        """A refusal that names this file and the line of that part."""
        return LawFileRefused(self.file, self.line_of(path), what)


def read(path: Path, *, name: str) -> Marked:
    """Read one file; `name` is how the file is called in refusals."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise LawFileRefused(name, 1, f"文件无法按 UTF-8 读取（{error.__class__.__name__}）") from error
    return parse(text, name=name)


def parse(text: str, *, name: str) -> Marked:
    """Parse the text of one file."""
    marked = Marked(file=name)
    try:
        _no_references(text, marked)
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise LawFileRefused(name, line, f"不是合法的 YAML：{error.problem}") from error
    except yaml.YAMLError as error:
        raise LawFileRefused(name, 1, f"不是合法的 YAML：{error}") from error
    marked.value = None if node is None else _plain(node, (), marked)
    return marked


def _no_references(text: str, marked: Marked) -> None:
    for event in yaml.parse(text, Loader=_LOADER):
        anchor = getattr(event, "anchor", None)
        if anchor is not None:
            line = event.start_mark.line + 1 if event.start_mark else 1
            raise LawFileRefused(marked.file, line, f"不得使用锚点或引用“{anchor}”")


def _plain(node: yaml.Node, path: Path_, marked: Marked) -> Plain:
    marked.lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, marked)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*path, n), marked) for n, item in enumerate(node.value)]
    return _scalar(node, path, marked)


def _mapping(node: yaml.MappingNode, path: Path_, marked: Marked) -> Plain:
    found: dict[str, Plain] = {}
    first_seen: dict[str, int] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode) or key_node.tag != "tag:yaml.org,2002:str":
            raise LawFileRefused(marked.file, line, f"键须为文字，此处为“{key_node.value}”")
        key = str(key_node.value)
        if key in found:
            raise LawFileRefused(marked.file, line, f"键“{key}”重复，首次出现在第 {first_seen[key]} 行")
        first_seen[key] = line
        found[key] = _plain(value_node, (*path, key), marked)
        marked.lines[(*path, key)] = line
    return found


def _scalar(node: yaml.Node, path: Path_, marked: Marked) -> Plain:
    text = str(node.value)
    if node.tag == "tag:yaml.org,2002:str":
        return text
    if node.tag == "tag:yaml.org,2002:null":
        return None
    if node.tag == "tag:yaml.org,2002:bool":
        return text.lower() == "true"
    if node.tag == "tag:yaml.org,2002:int" and text.lstrip("-").isdigit() and not (len(text) > 1 and text.startswith("0")):
        return int(text)
    if node.tag == "tag:yaml.org,2002:timestamp":
        try:
            return date.fromisoformat(text)
        except ValueError as error:
            raise marked.refuse(path, f"“{text}”不是存在的日期（应写作 2026-04-15）") from error
    raise marked.refuse(path, f"不认识的写法“{text}”：只接受文字、整数、日期、true、false 与 null")
