"""The demo's only source of chance: SHA-256 of (seed, what, number), so that one seed makes one province on every machine.

The draw of the house (lib.srd1) is another matter; this stream decides nothing about anybody.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from hashlib import sha256
from itertools import accumulate
from typing import Generic, TypeVar

T = TypeVar("T")


class Choice(Generic[T]):
    """Weighted choice from a fixed list by a 32-bit number."""

    def __init__(self, weights: Mapping[T, float]) -> None:
        self.items = list(weights)
        sums = list(accumulate(weights.values()))
        self.edges = [int(s / sums[-1] * 2**32) for s in sums]
        self.edges[-1] = 2**32

    def pick(self, number: int) -> T:
        """The item in whose share the number (0 … 2^32-1) falls."""
        return self.items[bisect_right(self.edges, number)]


class Dice:
    """A stream of 32-bit numbers for one thing of the demo: eight to a hash block, more blocks on demand."""

    __slots__ = ("_at", "_block", "_key", "_number")

    def __init__(self, key: bytes, number: int) -> None:
        self._key = key + number.to_bytes(8, "big")
        self._number = 0
        self._block = b""
        self._at = 32

    def u32(self) -> int:
        """The next number, 0 … 2^32-1."""
        if self._at == 32:
            self._block = sha256(self._key + self._number.to_bytes(2, "big")).digest()
            self._number += 1
            self._at = 0
        at = self._at
        self._at = at + 4
        return int.from_bytes(self._block[at : at + 4], "big")

    def below(self, bound: int) -> int:
        """A number in 0 … bound-1 (the bias of 2^-32 does not matter here)."""
        return self.u32() * bound >> 32

    def of(self, items: Sequence[T]) -> T:
        """One item, each with the same chance."""
        return items[self.below(len(items))]

    def chance(self, per_mille: int) -> bool:
        """True in that many of a thousand cases."""
        return self.u32() < per_mille * 4_294_967


def key_of(seed: int, what: str) -> bytes:
    """The key of one kind of thing under one seed."""
    return sha256(f"huizhi/demo/1\n{seed}\n{what}".encode()).digest()
