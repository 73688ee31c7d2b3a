"""Catalogues are read as gettext reads them."""

import gettext
import os
from io import BytesIO
from pathlib import Path

import pytest

from huizhi.lib.catalogue import BrokenCatalogue, Message, bring_up_to_date, compiled, read, written

HEADER = Message("", said=["Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n != 1);\n"])
MESSAGES = [
    HEADER,
    Message("慧治", said=["Huizhi"], places=["a.html:1"]),
    Message('引号 " 与\n换行', said=['Quote " and\nnewline']),
    Message("%(n)s 条", plural="%(n)s 条", said=["%(n)s row", "%(n)s rows"]),
    Message("未译"),
]


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "django.po"
    file.write_text(written(MESSAGES), encoding="utf-8")
    again = read(file)
    assert [(m.msgid, m.plural, [s for s in m.said if s]) for m in again] == [(m.msgid, m.plural, m.said) for m in MESSAGES]
    assert again[1].places == ["a.html:1"]


def test_the_library_of_python_understands_the_compiled_bytes() -> None:
    said = gettext.GNUTranslations(BytesIO(compiled(MESSAGES)))
    assert said.gettext("慧治") == "Huizhi"
    assert said.gettext('引号 " 与\n换行') == 'Quote " and\nnewline'
    assert said.ngettext("%(n)s 条", "%(n)s 条", 1) == "%(n)s row"
    assert said.ngettext("%(n)s 条", "%(n)s 条", 2) == "%(n)s rows"
    assert said.gettext("未译") == "未译"


def test_lines_that_go_on_are_one_text(tmp_path: Path) -> None:
    file = tmp_path / "django.po"
    file.write_text('msgid ""\n"一"\n"二"\nmsgstr "one "\n"two"\n', encoding="utf-8")
    assert (read(file)[0].msgid, read(file)[0].said) == ("一二", ["one two"])


@pytest.mark.parametrize("text", ['msgstr "x"\n', 'msgid "x\n', "nonsense\n"])
def test_a_broken_file_names_its_line(tmp_path: Path, text: str) -> None:
    file = tmp_path / "django.po"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BrokenCatalogue, match=r"django\.po:1"):
        read(file)


def test_only_what_is_older_is_compiled_again(tmp_path: Path) -> None:
    folder = tmp_path / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    source, target = folder / "django.po", folder / "django.mo"
    source.write_text(written(MESSAGES), encoding="utf-8")
    bring_up_to_date(tmp_path)
    first = target.stat().st_mtime_ns
    bring_up_to_date(tmp_path)
    assert target.stat().st_mtime_ns == first
    os.utime(source, (2**31, 2**31))
    bring_up_to_date(tmp_path)
    assert target.stat().st_mtime_ns != first
