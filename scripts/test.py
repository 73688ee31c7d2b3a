"""All tests, a Chromium included: `make test ARGS="…"` hands its arguments to pytest."""

import os
import sys
from pathlib import Path

import chromium

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    environment = {**os.environ, **chromium.surroundings()}
    arguments = sys.argv[1:]
    if not any(word.startswith(("-n", "--numprocesses", "--pdb")) for word in arguments):
        # Two processors are the reference; more than four would crowd the one database server.
        arguments = ["-n", str(max(2, min(4, os.cpu_count() or 2))), *arguments]
    program = str(Path(sys.executable).parent / "pytest")
    os.chdir(ROOT)
    os.execve(program, [program, *arguments], environment)  # noqa: S606 (this process becomes pytest)


if __name__ == "__main__":
    main()
