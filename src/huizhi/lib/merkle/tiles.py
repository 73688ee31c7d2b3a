"""C2SP tlog-tiles: the tree as tiles of up to 256 hashes, their addresses, their growth and what a proof reads of them."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from huizhi.lib.merkle.tree import EMPTY_ROOT, HASH_BYTES, Range, fold

HEIGHT = 8
WIDTH = 1 << HEIGHT
FULL_BYTES = WIDTH * HASH_BYTES


class Tile(NamedTuple):
    """Tile number `n` of a level: hashes of the subtrees of 256^level leaves, 256 of them when it is full."""

    level: int
    n: int


def address(kind: int | str, n: int, width: int = WIDTH) -> str:
    """The path of a tile or bundle of entries: `tile/0/x001/234.p/17` (tlog-tiles, "Merkle Tree")."""
    parts = [f"{n % 1000:03d}"]
    while n >= 1000:
        n //= 1000
        parts.append(f"x{n % 1000:03d}")
    partial = "" if width == WIDTH else f".p/{width}"
    return f"tile/{kind}/{'/'.join(reversed(parts))}{partial}"


def halve(hashes: bytes) -> bytes:
    """One level up: the node hashes of neighbouring pairs, concatenated."""
    sha256 = hashlib.sha256
    return b"".join([sha256(b"\x01" + hashes[i : i + 64]).digest() for i in range(0, len(hashes), 64)])


def perfect_root(hashes: bytes) -> bytes:
    """The root over 2^k concatenated hashes."""
    while len(hashes) > HASH_BYTES:
        hashes = halve(hashes)
    return hashes


def perfect_parts(whole: Range) -> list[Range]:
    """A left-aligned range as perfect subtrees, largest first."""
    parts, lo = [], whole.lo
    left = whole.hi - whole.lo
    while left:
        size = 1 << left.bit_length() - 1
        parts.append(Range(lo, lo + size))
        lo, left = lo + size, left - size
    return parts


def place(part: Range) -> tuple[Tile, int, int]:
    """Where a perfect subtree stands: its tile, and the first and last-but-one hash in it."""
    height = (part.hi - part.lo).bit_length() - 1
    level, inside = divmod(height, HEIGHT)
    first = part.lo >> HEIGHT * level
    start = first % WIDTH
    return Tile(level, first // WIDTH), start, start + (1 << inside)


def tiles_for(ranges: Iterable[Range]) -> set[Tile]:
    """The tiles that the hashes of these ranges are computed from."""
    return {place(part)[0] for whole in ranges for part in perfect_parts(whole)}


def range_hash(whole: Range, tiles: Mapping[Tile, bytes]) -> bytes:
    """The root over a left-aligned range, from tiles that reach at least that far."""
    hashes = []
    for part in perfect_parts(whole):
        tile, start, end = place(part)
        held = tiles[tile][start * HASH_BYTES : end * HASH_BYTES]
        if len(held) != (end - start) * HASH_BYTES:
            raise ValueError(f"tile {tile.level}/{tile.n} is shorter than the tree")
        hashes.append(perfect_root(held))
    return fold(hashes) if hashes else EMPTY_ROOT


def edge(size: int) -> set[Tile]:
    """The partial tiles on the right edge: all that a tree of `size` leaves needs in order to grow."""
    tiles, level, count = set(), 0, size
    while count:
        if count % WIDTH:
            tiles.add(Tile(level, count // WIDTH))
        level, count = level + 1, count // WIDTH
    return tiles


def widths(size: int) -> dict[int, int]:
    """Level -> how many hashes a tree of `size` leaves has there."""
    counts, level = {}, 0
    while size:
        counts[level] = size
        level, size = level + 1, size // WIDTH
    return counts


def grow(size: int, held: Mapping[Tile, bytes], leaf_hashes: Sequence[bytes]) -> dict[Tile, bytes]:
    """The tiles that change when leaves are added: each extends what `held` (the old edge) had."""
    changed: dict[Tile, bytes] = {}
    new, level, count = b"".join(leaf_hashes), 0, size
    while new:
        number, offset = divmod(count, WIDTH)
        tile = Tile(level, number)
        data = held[tile][: offset * HASH_BYTES] + new if offset else new
        if len(data) != offset * HASH_BYTES + len(new):
            raise ValueError(f"tile {level}/{number} is shorter than the tree")
        carried = []
        for i, start in enumerate(range(0, len(data), FULL_BYTES)):
            piece = data[start : start + FULL_BYTES]
            changed[Tile(level, number + i)] = piece
            if len(piece) == FULL_BYTES:
                carried.append(perfect_root(piece))
        new, level, count = b"".join(carried), level + 1, count // WIDTH
    return changed


def bundle(entries: Iterable[bytes]) -> bytes:
    """Entries with their big-endian 16-bit lengths (tlog-tiles, "Log entries")."""
    return b"".join(len(e).to_bytes(2, "big") + e for e in entries)


def unbundle(data: bytes) -> list[bytes]:
    """The entries of a bundle; refuses a length that leads past its end."""
    entries, at = [], 0
    while at < len(data):
        end = at + 2 + int.from_bytes(data[at : at + 2], "big")
        if end > len(data) or at + 2 > len(data):
            raise ValueError("a bundle of entries ends in the middle of one")
        entries.append(data[at + 2 : end])
        at = end
    return entries
