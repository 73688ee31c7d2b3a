"""For one machine without gateway or mail server: each letter becomes a file. Production refuses it."""

import json
from dataclasses import dataclass
from pathlib import Path

from huizhi.kernel.notices.types import Letter


@dataclass(frozen=True)
class Folder:
    """Where the letters are put."""

    path: Path

    def send(self, letter: Letter) -> str:
        """Write the letter, readable to its owner alone; the same key writes the same file."""
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = self.path / f"{letter.key}.json"
        file.touch(mode=0o600)
        told = {"to": letter.to, "subject": letter.subject, "body": letter.body}
        file.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
        return file.name
