"""The ledger's figures can be taken, all of them, and name their demands."""

from datetime import datetime
from typing import Any

from huizhi.bench.ledger_figures import figures
from huizhi.kernel.ledger import queries


def test_every_figure_is_taken_on_a_small_log(db: str, server: Any, at: datetime) -> None:
    said: list[str] = []
    with server.connect("hz_owner", db) as owner:
        found = list(figures(12_000, as_owner=owner.execute, at=at, say=said.append))
    for demand in ("P6", "P7", "P8", "P9", "P10"):
        assert any(figure.name.startswith(f"{demand} ") and figure.target for figure in found), demand
    assert all(figure.value > 0 for figure in found)
    assert [figure.name for figure in found if figure.name.startswith("reference")], "a figure stands beside a reference"
    head = queries.latest_head()
    assert head is not None
    assert head.size == 12_070, "what was measured is what was asked for, beside the seventy single acts"
