"""Our law files against law.md, the text that they were taken from."""

from pathlib import Path

import pytest

from huizhi.kernel.rulebook.loading import book
from huizhi.kernel.rulebook.tests import law_text
from huizhi.kernel.rulebook.types import Confidence, DatedValue, Instrument


@pytest.fixture(scope="session")
def law(shared: Path) -> Path:
    return shared / "requirements" / "law.md"


VALUES = [(key, n, value) for key, rule in book().rules.items() for n, value in enumerate(rule.values)]


@pytest.mark.parametrize(("key", "n", "value"), VALUES, ids=[f"{key}-{n}" for key, n, _ in VALUES])
def test_a_value_stands_in_the_row_it_names_with_the_mark_it_has_there(key: str, n: int, value: DatedValue, law: Path) -> None:
    rows = law_text.rows(law, value.source)
    if value.value is not None:
        heads = "".join(line for line in law_text.section_head(law, value.source))
        found = [row for row in rows if any(law_text.states(row, way) for way in law_text.ways_to_write(value, row + heads))]
        assert found, f"{value.value} {value.unit} not in {rows}"
    marked = [*rows, *law_text.headings(law, value.source)]
    marks = {mark for mark in Confidence for line in marked if law_text.bears(line, mark)}
    assert value.confidence in (marks or {Confidence.UNSURE}), f"{value.confidence} is not among {marks} of {marked}"
    if value.article is not None:
        first = value.article.split(",")[0].split("–")[0].split("/")[0]
        assert any(law_text.states(row, first) for row in rows), f"article {value.article} not in {rows}"


@pytest.mark.parametrize("key", book().instruments)
def test_an_instrument_is_named_in_the_row_it_cites(key: str, law: Path) -> None:
    instrument: Instrument = book().instruments[key]
    rows = law_text.rows(law, instrument.source)
    assert any(name in row for row in rows for name in (instrument.zh, *instrument.also))
    if instrument.document_number is not None:
        assert any(instrument.document_number in row for row in [*rows, *_everywhere(law)])
    if instrument.effective_on is not None and key != "administrative_reconsideration_law":
        assert any(str(instrument.effective_on) in row for row in rows)


def test_where_law_md_says_nothing_of_the_first_day_there_is_none() -> None:
    first_days = {v.since for _, _, v in VALUES if v.since is not None}
    known = {i.effective_on for i in book().instruments.values()}
    assert first_days - known == {_penalty_procedure_example()}


def test_no_quotation_is_written_without_its_text() -> None:
    assert [key for key, _, value in VALUES if value.quote is not None] == []


def test_every_row_of_law_md_0_4_has_its_switch(law: Path) -> None:
    rows = [line for line in law_text.section(law, "0.4") if line.startswith("| ") and not line.startswith("| Topic")]
    sources = [row for switch in book().switches.values() for row in law_text.rows(law, switch.source)]
    assert [row for row in rows if row not in sources] == []


def test_every_parameter_of_law_md_14_is_listed(law: Path) -> None:
    named = {part for line in law_text.section(law, "14") for part in line.split("`") if part.startswith("hn.")}
    listed = {p.source.removeprefix("law.md §14 ") for p in book().parameters.values()}
    assert {name.replace("(小作坊小餐饮摊贩条例)", "") for name in named} == listed


def _everywhere(law: Path) -> list[str]:
    return law.read_text(encoding="utf-8").replace("42/61号令", "42号令/61号令").splitlines()


def _penalty_procedure_example() -> object:
    return book().rules["enforcement.case_clocks.verification"].values[0].since
