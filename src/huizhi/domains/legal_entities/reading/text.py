"""CSV and TSV in UTF-8, UTF-8 with mark, UTF-16 or GB18030; which of them is found out and said."""

from collections.abc import Iterator
from pathlib import Path

from huizhi.domains.legal_entities.reading.table import Cells, Table
from huizhi.domains.legal_entities.types import FileRefused

LONGEST_LINE = 1 << 20
MOST_LINES_IN_A_ROW = 20
_SAMPLE = 4 << 20


def encoding_of(path: Path) -> str:
    """utf-8-sig, utf-16, utf-8 or gb18030, whichever reads the first stretch with the fewest errors; UTF-8 if equal."""
    with path.open("rb") as stream:
        sample = stream.read(_SAMPLE)
    if sample.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if sample.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if len(sample) == _SAMPLE:
        sample = sample[: sample.rfind(b"\n") + 1] or sample
    errors = {name: sample.decode(name, "replace").count("\ufffd") for name in ("utf-8", "gb18030")}
    return "gb18030" if errors["gb18030"] < errors["utf-8"] else "utf-8"


def open_text(path: Path) -> Table:
    """CSV or TSV."""
    encoding = encoding_of(path)
    lines = _lines(path, encoding)
    first = next(lines, None)
    if first is None:
        raise FileRefused("文件是空的", remedy="请上传填好的模板")
    delimiter = max(",\t;", key=first[1].count)
    header = tuple(h.strip().strip('"').strip() for h in first[1].split(delimiter))
    written = {"utf-8-sig": "UTF-8（带BOM）", "utf-8": "UTF-8", "gb18030": "GB18030", "utf-16": "UTF-16"}[encoding]
    kind = "TSV" if delimiter == "\t" else "CSV"
    return Table(kind, written, header, _rows(lines, delimiter, len(header)))


def _lines(path: Path, encoding: str) -> Iterator[tuple[int, str, str]]:
    """(number, text, what is wrong). Bytes that the encoding does not know survive as lone surrogates of their row."""
    with path.open("r", encoding=encoding, errors=_errors(encoding), newline=None) as stream:
        number = 0
        while line := stream.readline(LONGEST_LINE):
            number += 1
            if line.endswith("\n"):
                yield number, line[:-1], ""
            elif len(line) >= LONGEST_LINE:
                while (rest := stream.readline(LONGEST_LINE)) and not rest.endswith("\n"):
                    pass
                yield number, line[:1000], "一行超过1048576个字符"
            else:
                yield number, line, ""


def _errors(encoding: str) -> str:
    return "replace" if encoding == "utf-16" else "surrogateescape"


def _rows(lines: Iterator[tuple[int, str, str]], delimiter: str, width: int) -> Iterator[Cells]:
    for number, text, wrong in lines:
        if wrong:
            yield Cells(number, [text], wrong)
        elif '"' not in text:
            if text:
                yield Cells(number, text.split(delimiter))
        else:
            yield from _quoted(number, text, lines, delimiter, width)


def _quoted(number: int, text: str, lines: Iterator[tuple[int, str, str]], delimiter: str, width: int) -> Iterator[Cells]:
    """A row with quotation marks. One that stays open takes at most a few lines with it, and each of them is read again."""
    held: list[tuple[int, str, str]] = []
    whole = text
    while whole.count('"') % 2 and len(held) < MOST_LINES_IN_A_ROW:
        following = next(lines, None)
        if following is None:
            break
        held.append(following)
        whole += "\n" + following[1]
    if whole.count('"') % 2 == 0 and (values := _unquote(whole, delimiter)) is not None and (not held or len(values) == width):
        yield Cells(number, values)
        return
    yield Cells(number, [text], "引号没有配对")
    yield from _rows(iter(held), delimiter, width)


def _unquote(text: str, delimiter: str) -> list[str] | None:
    """The fields of one complete record (RFC 4180), or None where a quotation mark stands inside an unquoted field."""
    values: list[str] = []
    rest = text
    while True:
        if rest.startswith('"'):
            value, rest = _quoted_field(rest)
            if rest and not rest.startswith(delimiter):
                return None
            values.append(value)
            if not rest:
                return values
            rest = rest[len(delimiter) :]
        else:
            field, found, rest = rest.partition(delimiter)
            if '"' in field:
                return None
            values.append(field)
            if not found:
                return values


def _quoted_field(text: str) -> tuple[str, str]:
    """(value, what follows the closing mark); marks inside are doubled."""
    start = 1
    while True:
        end = text.index('"', start)
        if text[end + 1 : end + 2] != '"':
            return text[1:end].replace('""', '"'), text[end + 1 :]
        start = end + 2
