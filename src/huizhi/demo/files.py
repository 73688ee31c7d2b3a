"""Files of demo entities: any number of rows, made in parts side by side, joined in order. Nothing is held in memory."""

import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import BinaryIO

from huizhi.demo.entities import Place, write_part
from huizhi.domains.legal_entities.queries import ENTITY_COLUMNS

PART = 50_000
Part = tuple[int, tuple[Place, ...], int, int, Path]
Say = Callable[[int, int], None]


def _quiet(done: int, of: int) -> None:
    """Nobody waits."""


def write_entities(
    path: Path, *, first: int = 0, last: int, seed: int, places: Sequence[Place], processes: int = 0, say: Say = _quiet
) -> None:
    """Write rows `first` … `last`-1 of a seed as CSV (UTF-8, English keys); `say` hears how many are done."""
    parts = [
        (seed, tuple(places), start, min(start + PART, last), path.with_name(f"{path.name}.part{start}"))
        for start in range(first, last, PART)
    ]
    with path.open("wb") as whole:
        whole.write((",".join(column.key for column in ENTITY_COLUMNS) + "\n").encode())
        for part in _made(parts, min(processes or os.cpu_count() or 1, len(parts))):
            _join(whole, part[4])
            say(part[3] - first, last - first)


def _made(parts: Iterable[Part], workers: int) -> Iterator[Part]:
    """Each part once its file is there, in order; never more than a few ahead of the one that is joined."""
    if workers < 2:
        for part in parts:
            write_part(*part)
            yield part
        return
    waiting: list[tuple[Part, Future[None]]] = []
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        for part in parts:
            waiting.append((part, pool.submit(write_part, *part)))
            if len(waiting) > 2 * workers:
                yield _done(waiting)
        while waiting:
            yield _done(waiting)


def _done(waiting: list[tuple[Part, Future[None]]]) -> Part:
    part, future = waiting.pop(0)
    future.result()
    return part


def _join(whole: BinaryIO, part: Path) -> None:
    with part.open("rb") as piece:
        shutil.copyfileobj(piece, whole, 1 << 20)
    part.unlink()
