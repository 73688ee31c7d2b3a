"""Reference pages that are generated from the program: `make docs` writes them, a test demands that they are current."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    environment = {**os.environ, "PYTHONPATH": f"src{os.pathsep}."}
    for module in ("huizhi.interfaces.cli.reference", "huizhi.interfaces.api.snapshot"):
        subprocess.run([sys.executable, "-m", module], cwd=ROOT, env=environment, check=True)


if __name__ == "__main__":
    main()
