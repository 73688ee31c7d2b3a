"""The register's benchmarks run on a small province, and count no time of a wrong answer."""

from datetime import datetime
from typing import Any

import pytest

from huizhi.bench import entities
from huizhi.bench.harness import Run, WrongAnswer
from huizhi.kernel.access.services import scope
from huizhi.kernel.parties import queries as parties


def test_look_ups_and_searches_are_measured_and_every_answer_is_compared(province: Any, superuser: Any) -> None:
    superuser.execute("analyze legal_entities_publicentity")
    given = Run(county=province.home, clients=1)
    found = {figure.name: figure for figure in [*entities.lookup(given), *entities.search(given)]}
    assert found["code look-up n"].value > 100
    assert found["name search, own county p99"].target == 100
    said, _, of = str(given.conditions["compared with a scan"]).partition(" of ")
    assert said == of


def test_a_wrong_answer_ends_the_benchmark(province: Any) -> None:
    with scope(Run(county=province.home).viewer), pytest.raises(WrongAnswer):
        entities.look_up("91430102MA4L0AXY94")


def test_a_file_is_opened_in_the_scope_of_one_county(province: Any, at: datetime) -> None:
    firm = province.viewer(f"enterprise.{province.home}", at=at)
    with scope(Run(county=province.home).viewer):
        entities.open_file(parties.identifiers_of([firm.party_id])[0].value)


@pytest.mark.usefixtures("db")
def test_the_load_needs_a_file() -> None:
    with pytest.raises(entities.NoFile):
        list(entities.load(Run()))
