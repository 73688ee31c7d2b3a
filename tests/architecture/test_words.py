"""English is complete: no text of the house is said in Chinese alone, and placeholders are the same in both languages."""

import re

from architecture import words
from huizhi.lib.catalogue import read

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


def test_every_text_has_its_english() -> None:
    left = [f"{message.places[0]}: {message.msgid}" for message in words.missing()]
    assert left == [], "run: python -m architecture.words --write, then translate what is empty"


def test_translations_have_the_placeholders_of_their_originals() -> None:
    for message in read(words.CATALOGUE)[1:]:
        for said in message.said:
            assert set(PLACEHOLDER.findall(said)) == set(PLACEHOLDER.findall(message.msgid)), message.msgid


def test_english_is_english() -> None:
    chinese = re.compile(r"[\u3400-\u9fff]")
    assert [m.msgid for m in read(words.CATALOGUE)[1:] for said in m.said if chinese.search(said)] == []
