"""Canonical JSON against the published vectors, and what the narrow form refuses."""

import json
from pathlib import Path

import pytest
import rfc8785

from huizhi.lib.jcs import LARGEST, NotCanonical, canonical


@pytest.mark.parametrize("name", ["weird", "structures"])
def test_the_library_writes_the_published_bytes(shared: Path, name: str) -> None:
    value = json.loads((shared / "vectors" / "jcs" / f"{name}.in.json").read_text())
    assert rfc8785.dumps(value) == (shared / "vectors" / "jcs" / f"{name}.out.json").read_bytes().rstrip(b"\n")


def test_members_are_sorted_and_text_is_kept() -> None:
    assert canonical({"b": [True, 2, "企业 €\n"], "a": {}}) == '{"a":{},"b":[true,2,"企业 €\\n"]}'.encode()


def test_text_is_not_normalised() -> None:
    assert canonical("e\u0301") != canonical("\u00e9")


@pytest.mark.parametrize(
    ("value", "where"),
    [
        ({"a": 1.0}, "$.a"),
        ({"a": None}, "$.a"),
        ({"企业": 1}, "$"),
        ({1: 1}, "$"),
        ([LARGEST + 1], "$[0]"),
        ([{"x": ["\ud800"]}], "$[0].x[0]"),
        ({"a": b"bytes"}, "$.a"),
    ],
)
def test_what_programs_would_write_differently_is_refused_with_its_place(value: object, where: str) -> None:
    with pytest.raises(NotCanonical, match=r"^" + where.replace("$", r"\$").replace("[", r"\[")):
        canonical(value)  # type: ignore[arg-type]
