"""What holds before any test runs: style, types, contracts, migrations, licences, translations. Warm: under 20 s.

Every check is run even when another fails; the checker of types runs beside the others.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent

CHECKS: dict[str, list[str]] = {
    "types (mypy --strict)": [str(BIN / "mypy")],
    "style (ruff check)": [str(BIN / "ruff"), "check", "--quiet", "."],
    "format (ruff format)": [str(BIN / "ruff"), "format", "--quiet", "--check", "."],
    "contracts (lint-imports)": [str(BIN / "lint-imports"), "--no-logo"],
    "migrations (makemigrations --check)": [
        str(BIN / "django-admin"),
        "makemigrations",
        "--check",
        "--dry-run",
        "--settings=huizhi.settings.typecheck",
    ],
    "rules of the house": [sys.executable, "-m", "architecture"],
    "English is complete": [sys.executable, "-m", "architecture.words"],
    "licences of what ships": [sys.executable, "-m", "architecture.licences"],
}


def main() -> None:
    started = time.monotonic()
    environment = {**os.environ, "PYTHONPATH": f"src{os.pathsep}.", "PYTHONWARNINGS": "ignore"}
    running: dict[str, subprocess.Popen[str]] = {}
    failed = []
    for name, command in CHECKS.items():
        running[name] = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
    for name, process in running.items():
        said, _ = process.communicate()
        print(f"{'通过 pass' if process.returncode == 0 else '失败 FAIL'}  {name}", flush=True)
        if process.returncode:
            failed.append(name)
            print(said, flush=True)
    print(f"{time.monotonic() - started:.1f} s")
    if failed:
        raise SystemExit(f"未通过 / failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()
