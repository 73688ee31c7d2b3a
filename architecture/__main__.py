"""`python -m architecture`: every rule of the house against this checkout; `make check` runs it."""

import sys
from pathlib import Path

from architecture.rules import RULES

if __name__ == "__main__":
    trespasses = [f"{name}: {text}" for name, rule in RULES.items() for text in rule(Path.cwd())]
    sys.stdout.write("".join(f"{text}\n" for text in trespasses))
    sys.exit(1 if trespasses else 0)
