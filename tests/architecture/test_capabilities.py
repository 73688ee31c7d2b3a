"""The list of capabilities says what the tests have shown, no more."""

from pathlib import Path

import pytest

from architecture import capabilities


def test_the_list_is_generated_from_the_marks() -> None:
    text = capabilities.table(capabilities.known_ids(), list(capabilities.marks()))
    assert text == capabilities.FILE.read_text(encoding="utf-8"), "python -m architecture.capabilities --write"


def test_the_list_names_every_capability_of_the_plan_once(shared: Path) -> None:
    lines = (shared / "requirements" / "capabilities.tsv").read_text(encoding="utf-8").splitlines()[1:]
    assert capabilities.known_ids() == [line.split("\t")[0] for line in lines]


def test_a_mark_for_an_unknown_capability_is_refused() -> None:
    with pytest.raises(capabilities.Unproven, match="XX-99"):
        capabilities.table(["LP-01"], [capabilities.Proof("XX-99", "/", "t.py::t", partial=False)])


def test_one_test_cannot_prove_more_than_five_rows(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "tests").mkdir()
    marks = "".join(f'@pytest.mark.proves("LP-0{n}", at="/x/")\n' for n in range(1, 7))
    (tmp_path / "tests" / "test_all.py").write_text(f"{marks}def test_all(): ...\n", encoding="utf-8")
    with pytest.raises(capabilities.Unproven, match="至多"):
        list(capabilities.marks(tmp_path))
