"""The harness: percentiles, scope, clients as processes, and what stands beside a figure."""

from pathlib import Path
from typing import Any

import pytest

from huizhi.bench.harness import Figure, Report, Run, UnknownBench, latencies, percentile, run, settings_of
from huizhi.bench.recording import record
from huizhi.kernel.organisations.models import Officer


def test_a_percentile_is_a_value_that_was_measured() -> None:
    taken = [float(n) for n in range(1, 101)]
    assert [percentile(taken, p) for p in (50, 95, 99, 100)] == [50, 95, 99, 100]
    assert percentile([7.0], 99) == 7.0


def test_a_target_is_met_from_the_right_side() -> None:
    assert Figure("p99", 20, "ms", 20).met is True
    assert Figure("rate", 19_999, "/s", 20_000, higher_is_better=True).met is False
    assert Figure("n", 3, "calls").met is None
    assert [f.met for f in latencies("x", [0.01, 0.02], targets={99: 15}) if f.target] == [False]


def count_officers(county: str) -> None:
    """What a client of the test does: it sees its own county's officers and nobody else's."""
    seen = set(Officer.objects.values_list("scope_code", flat=True))
    if not seen or any(not code.startswith(county) for code in seen):
        raise LookupError(f"sees {sorted(seen)[:3]}")


def test_clients_are_processes_inside_the_scope_of_one_county(province: Any) -> None:
    target = "huizhi.bench.tests.test_harness:count_officers"
    taken = Run(county=province.home).hammered(target, [province.home] * 6, clients=2)
    assert len(taken) == 6
    assert all(seconds > 0 for seconds in taken)


def test_what_goes_wrong_in_a_client_stops_the_benchmark(province: Any) -> None:
    with pytest.raises(RuntimeError, match="LookupError"):
        Run(county=province.home).hammered("huizhi.bench.tests.test_harness:count_officers", ["99"] * 2, clients=2)


@pytest.mark.usefixtures("province")
def test_the_conditions_name_role_scope_and_durability(province: Any) -> None:
    told = settings_of(Run(county=province.home))
    assert told["role"] == "hz_app"
    assert told["scope"] == province.home
    assert {"fsync", "synchronous_commit", "clients", "rows"} <= told.keys()


def test_an_unknown_benchmark_is_refused() -> None:
    with pytest.raises(UnknownBench):
        run("no-such", given=Run(), at="")


def test_a_table_is_replaced_and_its_neighbours_stay(tmp_path: Path) -> None:
    file = tmp_path / "benchmarks.md"
    for bench, value in (("one", 1.0), ("two", 2.0), ("one", 3.0)):
        record(Report(bench, "2026-03-02", (Figure("p99", value, "ms", 2.0),), {"role": "hz_app"}, {"cores": 2}, {}), file)
    text = file.read_text(encoding="utf-8")
    assert text.count("## one") == text.count("## two") == 1
    assert "| p99 | 3.0 ms | ≤ 2.0 ms | NO |" in text
    assert "| p99 | 1.0 ms" not in text
