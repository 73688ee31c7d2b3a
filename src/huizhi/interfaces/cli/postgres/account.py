"""Under which system user the server runs: PostgreSQL refuses root, so root hands it to an unprivileged user."""

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from huizhi.interfaces.cli.postgres.server import DatabaseRefused

PR_SET_PDEATHSIG = 1


def _die_with_parent(sign: int) -> Callable[[], None]:
    """For preexec_fn: the kernel signals the child when the thread that started it ends, even by kill -9."""
    library = ctypes.CDLL(None)
    parent = os.getpid()

    def arm() -> None:
        library.prctl(PR_SET_PDEATHSIG, sign)
        if os.getppid() != parent:
            os._exit(1)

    return arm


class ServerAccount:
    """The system user of the server, and how to start a program as it."""

    def __init__(self) -> None:
        self.entry: pwd.struct_passwd | None = None
        if os.geteuid() == 0:
            self.entry = self._unprivileged()

    @staticmethod
    def _unprivileged() -> pwd.struct_passwd:
        for name in (os.environ.get("HUIZHI_POSTGRES_USER", ""), "postgres", "nobody"):
            try:
                return pwd.getpwnam(name)
            except KeyError:
                continue
        raise DatabaseRefused(
            "以 root 运行，但系统没有 postgres 或 nobody 用户。 Running as root without an unprivileged user.",
            remedy="以普通用户运行，或用 HUIZHI_POSTGRES_USER 指定一个用户。",
        )

    def options(self, home: Path) -> dict[str, Any]:
        """Keyword arguments of subprocess: right user, clean environment, own session, tied to our life."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        kept.update(HOME=str(home), LC_ALL="C.UTF-8", TZ="UTC")
        options: dict[str, Any] = {
            "env": kept,
            "cwd": "/",
            "start_new_session": True,
            "preexec_fn": _die_with_parent(signal.SIGINT),
        }
        if self.entry:
            options.update(user=self.entry.pw_uid, group=self.entry.pw_gid, extra_groups=[])
        return options

    def can_read(self, path: Path) -> bool:
        """Whether the server's user can reach and read this path."""
        if not self.entry:
            return os.access(path, os.R_OK)
        test = shutil.which("test") or "/usr/bin/test"
        return subprocess.run([test, "-r", str(path)], **self.options(Path("/")), check=False).returncode == 0

    def own(self, path: Path, mode: int) -> None:
        """Give a path to the server's user; refuse one that a stranger made."""
        uid = self.entry.pw_uid if self.entry else os.geteuid()
        if path.stat().st_uid not in (uid, os.geteuid()):
            raise DatabaseRefused(
                f"{path} 属于另一个用户。 The path belongs to another user.",
                remedy="以创建实例的用户运行，或用 --state 指定另一文件夹。",
            )
        if self.entry:
            os.chown(path, self.entry.pw_uid, self.entry.pw_gid)
        path.chmod(mode)
