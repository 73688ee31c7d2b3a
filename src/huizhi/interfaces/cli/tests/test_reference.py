"""The reference of the command line is what the program says of itself."""

from pathlib import Path

from huizhi.interfaces.cli import reference

ROOT = Path(__file__).resolve().parents[5]


def test_the_reference_is_current() -> None:
    assert (ROOT / reference.FILE).read_text(encoding="utf-8") == reference.page(), "run `make docs`"
