"""Catalogues of translations in gettext's formats, without gettext's tools: read a .po, write a .mo.

The formats are those of the GNU gettext manual, "PO Files" and "MO Files". Only what we use of them: msgid, msgid_plural,
msgstr, references; no contexts, no previous strings.
"""

import ast
import os
import struct
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

_MAGIC = 0x950412DE


class BrokenCatalogue(ValueError):
    """A .po file that cannot be read, with its line."""


@dataclass
class Message:
    """One text and its translation."""

    msgid: str
    plural: str = ""
    said: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)

    @property
    def translated(self) -> bool:
        """Whether every form has its words."""
        return len(self.said) >= (2 if self.plural else 1) and all(self.said)


def read(file: Path) -> list[Message]:
    """The messages of a .po file, its header (msgid "") among them."""
    found: list[Message] = []
    places: list[str] = []
    keyword = ""
    for n, raw in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        line = raw.strip()
        if line.startswith("#:"):
            places += line[2:].split()
        elif not line or line.startswith("#"):
            continue
        else:
            head, _, rest = line.partition('"')
            keyword = head.strip() or keyword
            words = _unquoted(f'"{rest}', file, n)
            if head.strip() == "msgid":
                found.append(Message("", places=places))
                places = []
            if not found:
                raise BrokenCatalogue(f"{file}:{n}: {keyword} before any msgid")
            _add(found[-1], keyword, words, new=bool(head.strip()))
    return found


def _unquoted(text: str, file: Path, n: int) -> str:
    try:
        words = ast.literal_eval(text)
    except (SyntaxError, ValueError) as error:
        raise BrokenCatalogue(f"{file}:{n}: {text}") from error
    return str(words)


def _add(message: Message, keyword: str, words: str, *, new: bool) -> None:
    if keyword == "msgid":
        message.msgid += words
    elif keyword == "msgid_plural":
        message.plural += words
    elif new:
        message.said.append(words)
    else:
        message.said[-1] += words


def written(messages: Iterable[Message]) -> str:
    """The text of a .po file."""
    return "\n".join(_entry(message) for message in messages)


def _entry(message: Message) -> str:
    lines = [f"#: {place}" for place in message.places]
    lines.append(f"msgid {_quoted(message.msgid)}")
    if message.plural:
        lines.append(f"msgid_plural {_quoted(message.plural)}")
        said = message.said or ["", ""]
        lines += [f"msgstr[{n}] {_quoted(words)}" for n, words in enumerate(said)]
    else:
        lines.append(f"msgstr {_quoted(message.said[0] if message.said else '')}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    safe = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{safe}"'


def compiled(messages: Iterable[Message]) -> bytes:
    """The bytes of a .mo file: a table of the originals in order, a table of the translations, then all texts."""
    pairs = sorted(
        (f"{m.msgid}\0{m.plural}".encode() if m.plural else m.msgid.encode(), "\0".join(m.said).encode())
        for m in messages
        if m.translated
    )
    header = 7 * 4
    start = header + 16 * len(pairs)
    ids: list[tuple[int, int]] = []
    texts: list[tuple[int, int]] = []
    body = b""
    for column, table in ((0, ids), (1, texts)):
        for pair in pairs:
            table.append((len(pair[column]), start + len(body)))
            body += pair[column] + b"\0"
    numbers = [n for entry in (*ids, *texts) for n in entry]
    head = struct.pack("<7I", _MAGIC, 0, len(pairs), header, header + 8 * len(pairs), 0, 0)
    return head + struct.pack(f"<{len(numbers)}I", *numbers) + body


def bring_up_to_date(folder: Path) -> None:
    """Compile every .po below `folder` whose .mo is missing or older. Where nothing may be written, what is there serves."""
    for source in folder.glob("*/LC_MESSAGES/*.po"):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        if os.access(source.parent, os.W_OK):
            whole = compiled(read(source))
            handle, name = tempfile.mkstemp(dir=source.parent, suffix=".new")
            with os.fdopen(handle, "wb") as file:
                file.write(whole)
            Path(name).chmod(0o644)
            Path(name).replace(target)
