"""The folder of one instance: database, files, keys, logs; what is in it and how it is first made."""

import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from huizhi.lib.refusal import Refusal

VARIABLE = "HUIZHI_STATE"
DEFAULT = ".huizhi/instance"
DEMO_MARK = "演示实例，不得转为生产 / a demo instance, never production\n"
SYSTEM_FOLDER = Path("/var/lib")


class InstanceRefused(Refusal):
    """The instance folder is not what the command needs."""

    code = "CLI-002"


@dataclass(frozen=True)
class Instance:
    """Where everything of one instance lies."""

    state: Path

    @classmethod
    def here(cls) -> "Instance":
        """The folder named by HUIZHI_STATE, else `.huizhi/instance` under the current folder.

        PostgreSQL does not run as root, and no other user gets into root's home: there the folder lies in /var/lib.
        """
        named = os.environ.get(VARIABLE)
        if named:
            return cls(Path(named).absolute())
        usual = Path(DEFAULT).absolute()
        if os.geteuid() == 0 and any(_is_closed(folder) for folder in usual.parents):
            digest = hashlib.sha256(os.fsencode(usual)).hexdigest()[:8]
            return cls(SYSTEM_FOLDER / f"huizhi-{digest}")
        return cls(usual)

    @property
    def keys(self) -> Path:
        return self.state / "keys"

    @property
    def logs(self) -> Path:
        return self.state / "logs"

    @property
    def files(self) -> Path:
        return self.state / "files"

    @property
    def demo_mark(self) -> Path:
        """Present in a demo instance for good: it cannot become production."""
        return self.state / "demo"

    @property
    def is_made(self) -> bool:
        """Whether `init` has been here."""
        return (self.keys / "web.key").exists()

    @property
    def is_demo(self) -> bool:
        return self.demo_mark.exists()

    def make(self, *, demo: bool) -> None:
        """Folders and the key that signs cookies. Again on a made instance: nothing changes."""
        self.demand_whole()
        if self.is_made:
            return
        self.lay_out(demo=demo)
        write_secret(self.keys / "web.key", secrets.token_urlsafe(64))

    def lay_out(self, *, demo: bool, mark: str = DEMO_MARK) -> None:
        """The folders, and what kind of instance it is for good; `mark` is what a demo's file says of it."""
        for folder, mode in ((self.state, 0o755), (self.keys, 0o700), (self.logs, 0o700), (self.files, 0o700)):
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(mode)
        if demo:
            self.demo_mark.write_text(mark, encoding="utf-8")

    @property
    def half_restored(self) -> Path:
        """Present while a restore is under way."""
        return self.state / "restoring"

    def demand_whole(self) -> None:
        """A restore that was cut short leaves no instance."""
        if self.half_restored.exists():
            raise InstanceRefused(
                f"{self.state} 的恢复没有完成。 The restore was cut short.", remedy="删除该文件夹，重新执行 huizhi restore。"
            )


def _is_closed(folder: Path) -> bool:
    """Whether others are kept out of a folder."""
    return folder.exists() and not folder.stat().st_mode & 0o001


def write_secret(file: Path, text: str) -> None:
    """A new file that its owner alone can read; an existing one is never replaced."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write(text)
