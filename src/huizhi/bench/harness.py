"""What every benchmark stands on: who asks, under which settings, how latencies are taken, what is printed beside a figure.

A benchmark is a function `(Run) -> Iterable[Figure]`. It reads and acts as the application's role inside the scope of one
ordinary county; what it sets up beforehand is not measured. A figure without its conditions is no figure.
"""

import platform
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.db import connection

from huizhi.bench.clients import hammer
from huizhi.bench.reference import cpu_loop_ms, fsync_ms, machine
from huizhi.kernel.access.services import scope
from huizhi.kernel.access.types import Kind, Viewer
from huizhi.lib.refusal import Refusal

COUNTY = "430102"
Say = Callable[[str], None]

# name -> module:function; a benchmark is offered once its module is there.
BENCHES = {
    "entities-load": "huizhi.bench.entities:load",
    "lookup": "huizhi.bench.entities:lookup",
    "search": "huizhi.bench.entities:search",
    "entity-file": "huizhi.bench.entities:entity_file",
    "ledger": "huizhi.bench.ledger:run",
}


class UnknownBench(Refusal):
    """There is no benchmark of that name."""

    code = "BENCH-001"
    status = 404


class WrongAnswer(Refusal):
    """A benchmark got an answer that is not the right one: its time does not count."""

    code = "BENCH-002"
    status = 500


@dataclass(frozen=True)
class Figure:
    """One measured number, with the target that the plan gives it where it gives one."""

    name: str
    value: float
    unit: str
    target: float | None = None
    higher_is_better: bool = False

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None where there is none."""
        if self.target is None:
            return None
        return self.value >= self.target if self.higher_is_better else self.value <= self.target


@dataclass
class Run:
    """One run of a benchmark: its viewer, its number of clients, and what it says about itself."""

    say: Say = lambda _: None
    county: str = COUNTY
    clients: int = 4
    folder: Path = Path()
    file: Path | None = None  # a file of entities, for the load
    size: int = 0  # of what a benchmark makes for itself; 0: as its targets say
    conditions: dict[str, str | int] = field(default_factory=dict)

    @property
    def viewer(self) -> Viewer:
        """An ordinary officer of the county: the row-level policies hold for every measured statement."""
        return Viewer(kind=Kind.OFFICER, name="bench", organ_code=self.county, scope_code=self.county)

    def condition(self, name: str, value: str | int) -> None:
        """Say what a reader must know to judge the figures: the mix of queries, the length of the list."""
        self.conditions[name] = value

    def timed(self, call: Callable[[Any], object], inputs: Sequence[Any]) -> list[float]:
        """Seconds of each call, one after the other, each in a fresh scope of the viewer."""
        taken = []
        for one in inputs:
            start = time.perf_counter()
            with scope(self.viewer):
                call(one)
            taken.append(time.perf_counter() - start)
        return taken

    def hammered(self, target: str, inputs: Sequence[Any], *, clients: int = 0) -> list[float]:
        """Seconds of each call of `module:function` with one input, shared out to that many processes that start together."""
        return hammer(target, inputs, clients=clients or self.clients, scope_code=self.county)


@dataclass(frozen=True)
class Report:
    """Figures with the conditions under which they were taken."""

    bench: str
    at: str
    figures: tuple[Figure, ...]
    conditions: dict[str, str | int]
    machine: dict[str, str | int]
    reference: dict[str, float]

    def as_json(self) -> dict[str, Any]:
        """For whoever measures from outside."""
        told = asdict(self)
        told["figures"] = [{**asdict(figure), "met": figure.met} for figure in self.figures]
        return told


def available() -> list[str]:
    """The benchmarks that can be run."""
    found = []
    for name, target in BENCHES.items():
        module, function = target.split(":")
        if find_spec(module) is not None and hasattr(import_module(module), function):
            found.append(name)
    return found


def run(name: str, *, given: Run, at: str) -> Report:
    """Run one benchmark and put its conditions beside its figures."""
    if name not in available():
        raise UnknownBench(f"没有名为“{name}”的测速", remedy=f"可用：{'、'.join(available())}")
    module, function = BENCHES[name].split(":")
    reference = {"sha256_200k_ms": cpu_loop_ms(), "fsync_4k_ms": fsync_ms(given.folder)}
    figures: Iterable[Figure] = getattr(import_module(module), function)(given)
    found = tuple(figures)
    return Report(name, at, found, {**settings_of(given), **given.conditions}, machine(), reference)


_SETTINGS = """
select current_user, current_setting('fsync'), current_setting('synchronous_commit'), current_setting('shared_buffers'),
       current_setting('server_version'),
       (select greatest(reltuples, 0)::bigint from pg_class where relname = 'legal_entities_entity')
"""


def settings_of(given: Run) -> dict[str, str | int]:
    """Role, scope and the settings of the server that decide how much a figure is worth."""
    with scope(given.viewer), connection.cursor() as cursor:
        cursor.execute(_SETTINGS)
        role, fsync, commit, buffers, version, rows = cursor.fetchone()
    return {
        "role": role,
        "scope": given.county,
        "fsync": fsync,
        "synchronous_commit": commit,
        "shared_buffers": buffers,
        "postgresql": version,
        "python": platform.python_version(),
        "clients": given.clients,
        "rows": rows,
    }


def percentile(taken: Sequence[float], percent: float) -> float:
    """The smallest measured value that at least `percent` of all values do not exceed (nearest rank)."""
    ordered = sorted(taken)
    rank = max(1, -(-len(ordered) * percent // 100))
    return ordered[int(rank) - 1]


def latencies(name: str, taken: Sequence[float], *, targets: dict[int, float] | None = None) -> list[Figure]:
    """p50, p95, p99 and the slowest of these seconds, as milliseconds; `targets` gives the limit of a percentile."""
    limits = targets or {}
    points = [Figure(f"{name} p{p}", round(percentile(taken, p) * 1000, 3), "ms", limits.get(p)) for p in (50, 95, 99)]
    return [*points, Figure(f"{name} max", round(max(taken) * 1000, 3), "ms"), Figure(f"{name} n", len(taken), "calls")]
