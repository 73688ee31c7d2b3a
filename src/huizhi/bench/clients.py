"""Clients of a benchmark as processes: each has its own connection and its own interpreter, and all start at one moment."""

import os
import time
from collections.abc import Sequence
from importlib import import_module
from multiprocessing import get_context
from typing import Any

READY_WITHIN = 60.0


def hammer(target: str, inputs: Sequence[Any], *, clients: int, scope_code: str) -> list[float]:
    """Share the inputs out to `clients` processes; returns the seconds of every call, in no particular order."""
    from django.db import connections

    addresses = {alias: dict(connections[alias].settings_dict) for alias in connections}
    context = get_context("spawn")
    barrier = context.Barrier(clients)
    answers: Any = context.SimpleQueue()
    workers = [
        context.Process(target=_client, args=(target, list(inputs[n::clients]), scope_code, addresses, barrier, answers))
        for n in range(clients)
    ]
    for worker in workers:
        worker.start()
    found = [answers.get() for _ in workers]
    for worker in workers:
        worker.join()
    for _, fault in found:
        if fault:
            raise RuntimeError(fault)
    return [seconds for taken, _ in found for seconds in taken]


def _client(target: str, inputs: list[Any], scope_code: str, addresses: dict[str, Any], barrier: Any, answers: Any) -> None:
    try:
        answers.put((_measure(target, inputs, scope_code, addresses, barrier), ""))
    except Exception as fault:  # whatever goes wrong in a client is told to the process that waits for it
        barrier.abort()
        answers.put(([], f"client {os.getpid()}: {type(fault).__name__}: {fault}"))


def _measure(target: str, inputs: list[Any], scope_code: str, addresses: dict[str, Any], barrier: Any) -> list[float]:
    import django

    django.setup()
    from django.db import connections

    for alias, address in addresses.items():
        connections[alias].settings_dict.update(address)
    from huizhi.kernel.access.services import scope
    from huizhi.kernel.access.types import Kind, Viewer

    viewer = Viewer(kind=Kind.OFFICER, name="bench", organ_code=scope_code, scope_code=scope_code)
    module, function = target.split(":")
    call = getattr(import_module(module), function)
    with scope(viewer):
        pass  # the connection is there before the clock runs
    barrier.wait(READY_WITHIN)
    taken = []
    for one in inputs:
        start = time.perf_counter()
        with scope(viewer):
            call(one)
        taken.append(time.perf_counter() - start)
    connections.close_all()
    return taken
