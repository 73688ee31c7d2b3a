"""The virtual environment: made once, filled from the lock with digests, and the program itself installed into it.

Run by the system's python3 (3.11 or newer with python3-venv); standard library only. A stamp inside the environment
makes the second run instant; a changed lock installs again.
"""

import hashlib
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".venv"
PYTHON = FOLDER / "bin" / "python"
STAMP = FOLDER / "huizhi.stamp"


def wanted(lock: Path) -> str:
    """The lock's digest: what is installed is what it says."""
    seen = hashlib.sha256(lock.read_bytes())
    for file in (ROOT / "pyproject.toml", Path(__file__)):
        seen.update(file.read_bytes())
    return seen.hexdigest()


def make_environment() -> None:
    """A missing environment is made; one whose python is gone (moved, upgraded) is made again."""
    if PYTHON.exists():
        return
    try:
        import ensurepip  # noqa: F401 (Debian ships it apart, in python3-venv)
        import venv
    except ImportError:
        raise SystemExit("缺少 python3-venv / python3-venv is missing. Debian: apt-get install python3-venv") from None
    say("虚拟环境 / virtual environment")
    venv.create(FOLDER, with_pip=True, clear=FOLDER.exists() and not FOLDER.is_symlink())


def pip(*arguments: str, packages: int = 0) -> None:
    """pip of the environment: a line for every tenth package, and all it said when it failed.

    Nothing is compiled beforehand: what is used is compiled when it is first loaded, and most is never used.
    """
    command = [str(PYTHON), "-m", "pip", "install", "--no-compile", "--progress-bar=off", "--disable-pip-version-check"]
    surroundings = {**os.environ, "PIP_ROOT_USER_ACTION": "ignore"}
    said = []
    with subprocess.Popen(
        [*command, *arguments], cwd=ROOT, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        seen = 0
        for line in process.stdout or ():
            said.append(line)
            seen += line.startswith("Collecting")
            if packages and line.startswith("Collecting") and seen % 10 == 0:
                say(f"  {seen}/{packages}")
    if process.returncode:
        sys.stdout.write("".join(said[-40:]))
        raise SystemExit(f"pip 安装失败 / pip failed: {' '.join(arguments)}")


def say(text: str) -> None:
    print(text, flush=True)


def main() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 (the system's python3 may be older)
        raise SystemExit("需要 Python 3.11 以上 / Python 3.11 or newer is needed")
    development = "--dev" in sys.argv[1:]
    lock = ROOT / ("requirements-dev.lock" if development else "requirements.lock")
    mark = wanted(lock)
    make_environment()
    found = STAMP.read_text(encoding="ascii").split() if STAMP.exists() else []
    if mark in found:
        return
    started = time.monotonic()
    say(f"安装 Python 组件（{lock.name}，按摘要核对）/ Python packages, checked against their digests")
    count = sum("==" in line and not line.startswith(" ") for line in lock.read_text(encoding="utf-8").splitlines())
    pip("--require-hashes", "--only-binary", ":all:", "-r", str(lock), packages=count)
    pip("--no-deps", "--no-build-isolation", "-e", str(ROOT))
    # The development lock holds everything of the other one.
    marks = [mark, wanted(ROOT / "requirements.lock")] if development else [mark]
    STAMP.write_text("\n".join(marks) + "\n", encoding="ascii")
    say(f"  {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
