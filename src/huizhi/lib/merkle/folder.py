"""An exported ledger: static C2SP tiles of every log in a folder, and the audit that needs no database.

    FOLDER/keys                verifier keys of the log, one a line
    FOLDER/witnesses           verifier keys of the witnesses
    FOLDER/logs                origins in their order
    FOLDER/<last part>/        one log: checkpoint, tile/<level>/…, tile/entries/…

The first entry of every log but the first is the digest of the head in which the log before it was closed.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from huizhi.lib.merkle.checkpoint import Checkpoint, read_checkpoint
from huizhi.lib.merkle.signed_note import SignedNote, VerifierKey
from huizhi.lib.merkle.tiles import (
    FULL_BYTES,
    HEIGHT,
    WIDTH,
    Tile,
    address,
    bundle,
    perfect_parts,
    perfect_root,
    unbundle,
    widths,
)
from huizhi.lib.merkle.tree import HASH_BYTES, Frontier, Range, leaf_hash
from huizhi.lib.refusal import Refusal


class LedgerRefused(Refusal):
    """An exported ledger that contradicts itself, its key or a head kept elsewhere."""

    code = "LEDGER-003"
    status = 422


@dataclass(frozen=True, slots=True)
class Audited:
    """One log of which everything has been recomputed."""

    checkpoint: Checkpoint
    note: SignedNote
    signed_by: tuple[VerifierKey, ...]
    cosigned: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What an audit has proved: always the first, the second only when a head was given."""

    logs: tuple[Audited, ...]
    extends: Checkpoint | None

    def lines(self) -> list[str]:
        """The report for people, Chinese first."""
        said = []
        for log in self.logs:
            keys = ", ".join(f"{k.name}+{k.id.hex()}" for k in log.signed_by)
            said.append(f"{log.checkpoint.origin}  {log.checkpoint.size}  {log.checkpoint.root.hex()}  签名 {keys}")
            said += [f"  见证 {name}  {time}" for name, time in log.cosigned]
        said.append("已证明一：内部一致，且由所给密钥签名 / proved: internally consistent and signed by the given key")
        if self.extends is None:
            said.append("未证明二：没有给出别处所存的树头，无从得知过去是否被整体改写 / NOT proved: no head kept elsewhere given")
        else:
            kept = f"{self.extends.origin} {self.extends.size} {self.extends.root.hex()}"
            said.append(f"已证明二：并且是别处所存树头的延伸 / proved: also extends the head kept elsewhere ({kept})")
        return said


def log_folder(folder: Path, origin: str) -> Path:
    """Where a log lies in the folder."""
    name = origin.rpartition("/")[2]
    if not name or name.startswith("."):
        raise LedgerRefused(f"日志名称不能用作文件夹：{origin!r}")
    return folder / name


def write_log(folder: Path, note: str, tiles: Iterable[tuple[Tile, bytes]], digests: Iterable[bytes]) -> None:
    """Write one log: tiles and entries first, the checkpoint last, so that a reader never sees a head without its tree."""
    checkpoint, _ = read_checkpoint(note)
    place = log_folder(folder, checkpoint.origin)
    counts = widths(checkpoint.size)
    for tile, data in tiles:
        width = min(WIDTH, counts.get(tile.level, 0) - tile.n * WIDTH)
        if width > 0:
            _write(place / address(tile.level, tile.n, width), data[: width * HASH_BYTES])
    for n, entries in enumerate(_bundles(digests)):
        _write(place / address("entries", n, len(entries)), bundle(entries))
    _write(place / "checkpoint", note.encode())


def _bundles(digests: Iterable[bytes]) -> Iterator[list[bytes]]:
    held: list[bytes] = []
    for digest in digests:
        held.append(digest)
        if len(held) == WIDTH:
            yield held
            held = []
    if held:
        yield held


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def write_lists(folder: Path, *, keys: Sequence[str], witnesses: Sequence[str], origins: Sequence[str]) -> None:
    """Write the three lists beside the logs."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, lines in (("keys", keys), ("witnesses", witnesses), ("logs", origins)):
        (folder / name).write_text("".join(f"{line}\n" for line in lines))


def read_keys(path: Path) -> list[VerifierKey]:
    """Verifier keys, one a line; a missing file holds none."""
    return [VerifierKey.parse(line) for line in path.read_text().split("\n") if line] if path.exists() else []


def verify_folder(folder: Path, keys: Sequence[VerifierKey], head: str | None = None) -> Report:
    """Recompute every log of the folder from its entries; refuse the first thing that does not agree.

    `head` is a checkpoint kept elsewhere. It must carry a signature of `keys` or of a witness among them.
    """
    if not (folder / "logs").exists():
        raise LedgerRefused(f"{folder} 不是导出的留痕文件夹：缺少 logs")
    kept = _read_head(head, keys) if head is not None else None
    audited: list[Audited] = []
    extended = False
    for origin in (folder / "logs").read_text().split("\n")[:-1]:
        here = kept if kept is not None and kept.origin == origin else None
        audited.append(_audit_log(folder, origin, keys, here, audited[-1] if audited else None))
        extended = extended or here is not None
    if not audited:
        raise LedgerRefused("文件夹中没有日志")
    if kept is not None and not extended:
        raise LedgerRefused(f"别处所存树头属于 {kept.origin}，文件夹中没有这本日志")
    return Report(tuple(audited), kept)


def _read_head(head: str, keys: Sequence[VerifierKey]) -> Checkpoint:
    checkpoint, note = read_checkpoint(head)
    note.demand(keys)
    return checkpoint


def _audit_log(
    folder: Path, origin: str, keys: Sequence[VerifierKey], kept: Checkpoint | None, before: Audited | None
) -> Audited:
    place = log_folder(folder, origin)
    if not (place / "checkpoint").exists():
        raise LedgerRefused(f"{origin} 缺少 checkpoint")
    checkpoint, note = read_checkpoint((place / "checkpoint").read_bytes())
    if checkpoint.origin != origin:
        raise LedgerRefused(f"{place.name}/checkpoint 属于 {checkpoint.origin}，不是 {origin}")
    signed = note.demand(keys)
    if kept is not None and kept.size > checkpoint.size:
        raise LedgerRefused(f"{origin} 只有 {checkpoint.size} 条，别处所存树头已有 {kept.size} 条：日志被截短")
    _audit_tree(place, checkpoint, kept, before)
    witnesses = note.verified(read_keys(folder / "witnesses"))
    return Audited(
        checkpoint=checkpoint,
        note=note,
        signed_by=tuple(k for k in keys if any(k.owns(s) for s in signed)),
        cosigned=tuple((s.name, s.time) for s in witnesses),
    )


def _audit_tree(place: Path, head: Checkpoint, kept: Checkpoint | None, before: Audited | None) -> None:
    frontier, old = Frontier(), Frontier()
    level: list[bytes] = []
    for n, entries in enumerate(_read_bundles(place, head.size)):
        if n == 0 and before is not None:
            _check_first(entries[0], before)
        hashes = b"".join([leaf_hash(entry) for entry in entries])
        _check_tile(place, Tile(0, n), hashes)
        if kept is not None:
            _extend_to(old, hashes, kept.size - n * WIDTH)
        _extend(frontier, hashes)
        if len(hashes) == FULL_BYTES:
            level.append(perfect_root(hashes))
    _check_upper(place, level)
    if frontier.root() != head.root:
        raise LedgerRefused(f"{head.origin} 由记录重算的根与树头不同")
    if kept is not None and old.root() != kept.root:
        raise LedgerRefused(f"{head.origin} 不是别处所存树头（{kept.size} 条）的延伸：过去被改动")


def _check_first(entry: bytes, before: Audited) -> None:
    if entry != hashlib.sha256(before.note.text.encode()).digest():
        raise LedgerRefused(f"第一条记录不是 {before.checkpoint.origin} 的封存树头：两本日志之间断开")


def _read_bundles(place: Path, size: int) -> Iterator[list[bytes]]:
    for start in range(0, size, WIDTH):
        width = min(WIDTH, size - start)
        path = place / address("entries", start // WIDTH, width)
        try:
            entries = unbundle(path.read_bytes())
        except (OSError, ValueError) as error:
            raise LedgerRefused(f"{path.relative_to(place)} 缺失或残缺") from error
        if len(entries) != width or any(len(e) != HASH_BYTES for e in entries):
            raise LedgerRefused(f"{path.relative_to(place)} 的记录数或长度不对")
        yield entries


def _extend(frontier: Frontier, hashes: bytes) -> None:
    if len(hashes) == FULL_BYTES:
        frontier.append_perfect(HEIGHT, perfect_root(hashes))
        return
    for part in perfect_parts(Range(0, len(hashes) // HASH_BYTES)):
        frontier.append_perfect(
            (part.hi - part.lo).bit_length() - 1, perfect_root(hashes[part.lo * HASH_BYTES : part.hi * HASH_BYTES])
        )


def _extend_to(frontier: Frontier, hashes: bytes, count: int) -> None:
    if count > 0:
        _extend(frontier, hashes[: count * HASH_BYTES])


def _check_tile(place: Path, tile: Tile, hashes: bytes) -> None:
    path = place / address(tile.level, tile.n, len(hashes) // HASH_BYTES)
    try:
        held = path.read_bytes()
    except OSError as error:
        raise LedgerRefused(f"{path.relative_to(place)} 缺失") from error
    if held != hashes:
        raise LedgerRefused(f"{path.relative_to(place)} 与记录重算的散列不同")


def _check_upper(place: Path, hashes: list[bytes]) -> None:
    level = 1
    while hashes:
        above = []
        for n, start in enumerate(range(0, len(hashes), WIDTH)):
            data = b"".join(hashes[start : start + WIDTH])
            _check_tile(place, Tile(level, n), data)
            if len(data) == FULL_BYTES:
                above.append(perfect_root(data))
        hashes, level = above, level + 1
