"""Every text that the house says in Chinese, and whether it has its English: `python -m architecture.words [--write]`.

Found in templates ({% translate %}, {% blocktranslate %}, _("…") in tags) and in Python (calls of gettext and its like,
labels of TextChoices, CAPABILITIES, and the words of a refusal that are constant). `--write` brings
locale/en/LC_MESSAGES/django.po up to date: new texts come in without translation, those that nobody says go out.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import django
from django.conf import settings
from django.template.base import Lexer, Token, TokenType
from django.utils.text import smart_split
from django.utils.translation import trim_whitespace

from huizhi.lib.catalogue import Message, read, written

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "src" / "huizhi"
CATALOGUE = SOURCES / "locale" / "en" / "LC_MESSAGES" / "django.po"
HEADER = "Content-Type: text/plain; charset=UTF-8\nLanguage: en\nPlural-Forms: nplurals=2; plural=(n != 1);\n"

_CALLS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "N_"}
_CJK = re.compile(r"[\u3400-\u9fff]")
_IN_TAG = re.compile(r"""_\("([^"]+)"\)|_\('([^']+)'\)""")

Found = tuple[str, str, str]  # text, plural, place


def texts() -> list[Message]:
    """All texts in order, each with the files that say it."""
    found: dict[tuple[str, str], Message] = {}
    files = [f for f in sorted(SOURCES.rglob("*")) if f.suffix in {".py", ".html", ".txt"} and not _is_left_out(f)]
    for file in files:
        reader = in_python if file.suffix == ".py" else in_template
        for text, plural, place in reader(file):
            message = found.setdefault((text, plural), Message(text, plural))
            if place not in message.places:
                message.places.append(place)
    return [found[key] for key in sorted(found)]


def _is_left_out(file: Path) -> bool:
    return bool({"tests", "migrations", "demo", "bench"} & set(file.relative_to(SOURCES).parts))


def in_template(file: Path) -> Iterator[Found]:
    """What a template says."""
    place = str(file.relative_to(ROOT))
    block: list[str] | None = None
    plural: list[str] | None = None
    trimmed = False
    for token in Lexer(file.read_text(encoding="utf-8")).tokenize():
        if block is not None:
            if token.token_type is TokenType.BLOCK and token.contents.split()[0] in {"endblocktranslate", "endblocktrans"}:
                yield (*_joined(block, plural, trimmed=trimmed), place)
                block, plural = None, None
            elif token.token_type is TokenType.BLOCK and token.contents.strip() == "plural":
                plural = []
            else:
                (block if plural is None else plural).append(_as_text(token))
        elif token.token_type is TokenType.BLOCK and token.contents.split()[0] in {"blocktranslate", "blocktrans"}:
            block, trimmed = [], "trimmed" in token.contents.split()
        elif token.token_type in {TokenType.BLOCK, TokenType.VAR}:
            for text in _in_tag(token):
                yield text, "", place


def _in_tag(token: Token) -> Iterator[str]:
    bits = list(smart_split(token.contents))
    if token.token_type is TokenType.BLOCK and bits[0] in {"translate", "trans"} and bits[1][0] in "\"'":
        yield bits[1][1:-1]
    for double, single in _IN_TAG.findall(token.contents):
        yield double or single


def _as_text(token: Token) -> str:
    return f"%({token.contents.strip()})s" if token.token_type is TokenType.VAR else token.contents.replace("%", "%%")


def _joined(block: list[str], plural: list[str] | None, *, trimmed: bool) -> tuple[str, str]:
    one, many = "".join(block), "".join(plural or [])
    return (trim_whitespace(one), trim_whitespace(many)) if trimmed else (one, many)


def in_python(file: Path) -> Iterator[Found]:
    """What a module says."""
    place = str(file.relative_to(ROOT))
    tree = ast.parse(file.read_text(encoding="utf-8"))
    refusals = set() if "/cli/" in place else _refusals(tree)  # the command line says both languages at once
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from ((text, plural, place) for text, plural in _said(node, refusals))
        elif isinstance(node, ast.ClassDef) and _is_choices(node):
            yield from ((text, "", place) for text in _labels(node))
        elif isinstance(node, ast.Assign | ast.AnnAssign) and _is_named(node, "CAPABILITIES") and node.value is not None:
            yield from ((text, "", place) for text in _constants(node.value))


def _said(call: ast.Call, refusals: set[str]) -> Iterator[tuple[str, str]]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    first = _constant(call.args[0]) if call.args else ""
    if name in _CALLS and first:
        yield first, _constant(call.args[1]) if name.startswith("ngettext") else ""
    elif name in refusals:
        for value in (*call.args[:1], *(k.value for k in call.keywords if k.arg in {"rule", "remedy"})):
            if _CJK.search(_constant(value)):
                yield _constant(value), ""


def _refusals(tree: ast.Module) -> set[str]:
    """Names that are raised in this module: what they say goes to a person."""
    raised = (node.exc for node in ast.walk(tree) if isinstance(node, ast.Raise))
    calls = (exc.func for exc in raised if isinstance(exc, ast.Call))
    return {f.attr if isinstance(f, ast.Attribute) else getattr(f, "id", "") for f in calls}


def _is_choices(node: ast.ClassDef) -> bool:
    names = {base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", "") for base in node.bases}
    return bool(names & {"TextChoices", "IntegerChoices"})


def _labels(node: ast.ClassDef) -> Iterator[str]:
    for line in node.body:
        if isinstance(line, ast.Assign):
            yield from _constants(line.value)


def _constants(node: ast.expr) -> Iterator[str]:
    for inner in ast.walk(node):
        if _CJK.search(_constant(inner)):
            yield _constant(inner)


def _constant(node: ast.AST) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _is_named(node: ast.Assign | ast.AnnAssign, name: str) -> bool:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return any(isinstance(target, ast.Name) and target.id == name for target in targets)


def missing() -> list[Message]:
    """The texts that have no English."""
    known = {(m.msgid, m.plural): m for m in read(CATALOGUE)} if CATALOGUE.exists() else {}
    return [m for m in texts() if not (known.get((m.msgid, m.plural)) or m).translated]


def write() -> None:
    """Bring the catalogue up to date, keeping every translation that is still needed."""
    known = {(m.msgid, m.plural): m.said for m in read(CATALOGUE)} if CATALOGUE.exists() else {}
    messages = [Message("", said=[HEADER])]
    for message in texts():
        message.said = known.get((message.msgid, message.plural), [])
        message.places = message.places[:3]
        messages.append(message)
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    CATALOGUE.write_text(written(messages), encoding="utf-8")


def main() -> None:
    if not settings.configured:
        settings.configure(USE_I18N=True)
        django.setup()
    if "--write" in sys.argv[1:]:
        write()
    left = missing()
    for message in left:
        sys.stdout.write(f"{message.places[0]}: {message.msgid}\n")
    if left:
        raise SystemExit(f"尚无英文 / without English: {len(left)}")


if __name__ == "__main__":
    main()
