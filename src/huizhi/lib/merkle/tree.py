"""The Merkle tree of RFC 6962 §2.1: hashes, inclusion and consistency proofs, and their verification (RFC 9162 §2.1.3-4)."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from huizhi.lib.refusal import Refusal

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()


class ProofRefused(Refusal):
    """A proof that does not lead from what it starts with to what it claims."""

    code = "LEDGER-001"
    status = 422


class Range(NamedTuple):
    """The leaves lo, lo + 1, …, hi - 1 of a tree."""

    lo: int
    hi: int


def leaf_hash(entry: bytes) -> bytes:
    """H(0x00, entry)."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """H(0x01, left, right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def largest_power_below(n: int) -> int:
    """The largest power of two smaller than n (n > 1)."""
    return 1 << (n - 1).bit_length() - 1


def fold(perfect: Sequence[bytes]) -> bytes:
    """The root over perfect subtrees, given from the largest on the left to the smallest on the right."""
    if not perfect:
        return EMPTY_ROOT
    root = perfect[-1]
    for left in reversed(perfect[:-1]):
        root = node_hash(left, root)
    return root


class Frontier:
    """The right edge of a growing tree: enough to append leaves and to know the root, in log n space."""

    def __init__(self) -> None:
        self.size = 0
        self._perfect: list[bytes] = []

    def append(self, hashed: bytes) -> None:
        """Add one leaf hash."""
        carry, size = hashed, self.size
        while size & 1:
            carry = node_hash(self._perfect.pop(), carry)
            size >>= 1
        self._perfect.append(carry)
        self.size += 1

    def extend(self, hashes: Iterable[bytes]) -> None:
        """Add leaf hashes in order."""
        for hashed in hashes:
            self.append(hashed)

    def append_perfect(self, height: int, hashed: bytes) -> None:
        """Add the root of 2^height leaves at once; the size so far must be a multiple of 2^height."""
        if self.size & (1 << height) - 1:
            raise ValueError("a perfect subtree does not start here")
        carry, size = hashed, self.size >> height
        while size & 1:
            carry = node_hash(self._perfect.pop(), carry)
            size >>= 1
        self._perfect.append(carry)
        self.size += 1 << height

    def root(self) -> bytes:
        """The root over everything appended so far."""
        return fold(self._perfect)


def root_of(leaf_hashes: Iterable[bytes]) -> bytes:
    """MTH over leaf hashes."""
    frontier = Frontier()
    frontier.extend(leaf_hashes)
    return frontier.root()


def inclusion_ranges(index: int, size: int) -> list[Range]:
    """The subtrees whose roots prove leaf `index` in the tree of `size` leaves, from its sibling upwards."""
    if not 0 <= index < size:
        raise ValueError("there is no such leaf in a tree of this size")
    ranges, lo, hi = [], 0, size
    while hi - lo > 1:
        middle = lo + largest_power_below(hi - lo)
        if index < middle:
            ranges.append(Range(middle, hi))
            hi = middle
        else:
            ranges.append(Range(lo, middle))
            lo = middle
    ranges.reverse()
    return ranges


def consistency_ranges(old: int, size: int) -> list[Range]:
    """The subtrees whose roots prove that the tree of `size` leaves starts with the tree of `old` leaves."""
    if not 0 < old <= size:
        raise ValueError("a consistency proof leads from a smaller tree with leaves to a larger one")
    ranges, lo, hi = [], 0, size
    while old != hi:
        middle = lo + largest_power_below(hi - lo)
        if old <= middle:
            ranges.append(Range(middle, hi))
            hi = middle
        else:
            ranges.append(Range(lo, middle))
            lo = middle
    if lo > 0:
        ranges.append(Range(lo, hi))
    ranges.reverse()
    return ranges


def prove(ranges: Iterable[Range], hash_of: Callable[[Range], bytes]) -> list[bytes]:
    """The hashes of a proof."""
    return [hash_of(r) for r in ranges]


def verify_inclusion(hashed: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Refuse unless `proof` leads from leaf hash `hashed` at `index` to `root` of the tree of `size` leaves."""
    if not 0 <= index < size:
        raise ProofRefused("证明所指的叶不在这棵树内")
    _check_hashes([hashed, *proof])
    position, last, computed = index, size - 1, hashed
    for sibling in proof:
        if last == 0:
            raise ProofRefused("包含证明过长")
        if position & 1 or position == last:
            computed = node_hash(sibling, computed)
            position, last = _skip_promoted(position, last)
        else:
            computed = node_hash(computed, sibling)
        position, last = position >> 1, last >> 1
    if last != 0:
        raise ProofRefused("包含证明过短")
    if computed != root:
        raise ProofRefused("包含证明得出的根与树头的根不同")


def verify_consistency(old: int, size: int, proof: Sequence[bytes], old_root: bytes, root: bytes) -> None:
    """Refuse unless `proof` shows that the tree (size, root) starts with the tree (old, old_root)."""
    if not 0 < old <= size:
        raise ProofRefused("一致性证明须由较小的非空树通往较大的树")
    _check_hashes(proof)
    if old == size:
        if proof or old_root != root:
            raise ProofRefused("大小相同的两棵树，根却不同或附有证明")
        return
    if not proof:
        raise ProofRefused("一致性证明为空")
    hashes = list(proof) if old & (old - 1) else [old_root, *proof]
    _walk_consistency(old, size, hashes, old_root, root)


def _walk_consistency(old: int, size: int, hashes: list[bytes], old_root: bytes, root: bytes) -> None:
    position, last = old - 1, size - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    computed_old = computed = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            raise ProofRefused("一致性证明过长")
        if position & 1 or position == last:
            computed_old, computed = node_hash(sibling, computed_old), node_hash(sibling, computed)
            position, last = _skip_promoted(position, last)
        else:
            computed = node_hash(computed, sibling)
        position, last = position >> 1, last >> 1
    if last != 0:
        raise ProofRefused("一致性证明过短")
    if computed_old != old_root:
        raise ProofRefused("一致性证明得不出旧树头的根：过去被改动")
    if computed != root:
        raise ProofRefused("一致性证明得不出新树头的根")


def _skip_promoted(position: int, last: int) -> tuple[int, int]:
    """An odd node at the right edge is promoted unhashed: go up to where it meets a sibling."""
    while position and not position & 1:
        position, last = position >> 1, last >> 1
    return position, last


def _check_hashes(hashes: Sequence[bytes]) -> None:
    if any(len(h) != HASH_BYTES for h in hashes):
        raise ProofRefused("证明中的散列不是 32 字节")
