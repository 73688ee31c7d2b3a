"""The machine, and two loops that say how fast it is today: a figure is read beside them, never alone."""

import os
import platform
import tempfile
import time
from hashlib import sha256
from pathlib import Path
from statistics import median

ROUNDS = 200_000


def machine() -> dict[str, str | int]:
    """Processor, cores, memory, system."""
    names = {
        name: _first(file, name) for file, name in ((Path("/proc/cpuinfo"), "model name"), (Path("/proc/meminfo"), "MemTotal"))
    }
    return {
        "processor": names["model name"] or platform.processor(),
        "cores": os.cpu_count() or 0,
        "memory": names["MemTotal"],
        "system": f"{platform.system()} {platform.release()}",
    }


def _first(file: Path, name: str) -> str:
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), "")


def cpu_loop_ms() -> float:
    """Milliseconds of a chain of 200,000 SHA-256 digests in one interpreter."""
    start = time.perf_counter()
    digest = b""
    for _ in range(ROUNDS):
        digest = sha256(digest).digest()
    return round((time.perf_counter() - start) * 1000, 1)


def fsync_ms(folder: Path) -> float:
    """Median milliseconds of writing 4 KiB and making it durable, in the folder of the instance."""
    taken = []
    with tempfile.TemporaryFile(dir=folder if folder.is_dir() else None) as file:
        for _ in range(30):
            start = time.perf_counter()
            file.write(b"\0" * 4096)
            file.flush()
            os.fsync(file.fileno())
            taken.append(time.perf_counter() - start)
    return round(median(taken) * 1000, 3)
