"""Where contents lie: under their digest, in the data folder or whatever Django's storage points at. Never overwritten."""

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from django.core.files import File
from django.core.files.storage import default_storage

from huizhi.kernel.evidence.types import FileRefused

BLOCK = 1 << 20


@dataclass(frozen=True)
class Incoming:
    """A file that has arrived and is not yet kept."""

    path: Path
    sha256: str
    size: int


@contextmanager
def arriving(blocks: Iterable[bytes], *, largest: int) -> Iterator[Incoming]:
    """Write a stream to a temporary file, block by block; stop as soon as it is larger than allowed."""
    digest, size = sha256(), 0
    with tempfile.NamedTemporaryFile(prefix="hz-evidence-") as file:
        for block in blocks:
            size += len(block)
            if size > largest:
                raise FileRefused(f"文件超过{largest // 1024 // 1024} MB", rule="证据材料大小上限", remedy="请压缩或分段后上传")
            digest.update(block)
            file.write(block)
        file.flush()
        yield Incoming(Path(file.name), digest.hexdigest(), size)


def address(digest: str) -> str:
    """Where the content with this digest lies."""
    return f"evidence/{digest[:2]}/{digest[2:4]}/{digest}"


def keep(incoming: Incoming) -> None:
    """Keep a content under its digest; the same content is kept once."""
    where = address(incoming.sha256)
    if default_storage.exists(where):
        return
    with incoming.path.open("rb") as stream:
        stored = default_storage.save(where, File(stream))
    if stored != where:  # somebody kept the same content in this moment
        default_storage.delete(stored)


def open_content(digest: str) -> IO[Any]:
    """The content with this digest, for reading."""
    return default_storage.open(address(digest), "rb")


def is_intact(digest: str) -> bool:
    """Whether what lies there is what its name says."""
    if not default_storage.exists(address(digest)):
        return False
    found = sha256()
    with open_content(digest) as stream:
        while block := stream.read(BLOCK):
            found.update(block)
    return found.hexdigest() == digest
