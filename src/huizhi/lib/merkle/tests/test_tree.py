"""The tree against published vectors, against the definition, and against an adversary."""

import base64
import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huizhi.lib.merkle.tiles import Tile, edge, grow, range_hash, tiles_for
from huizhi.lib.merkle.tree import (
    EMPTY_ROOT,
    ProofRefused,
    Range,
    consistency_ranges,
    inclusion_ranges,
    leaf_hash,
    node_hash,
    prove,
    root_of,
    verify_consistency,
    verify_inclusion,
)

CT_LEAVES = [
    bytes.fromhex(h) for h in ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
]
CT_ROOT = "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"


def mth(hashes: list[bytes]) -> bytes:
    """RFC 6962 §2.1, word by word: the slow definition that the fast code must equal."""
    if not hashes:
        return EMPTY_ROOT
    if len(hashes) == 1:
        return hashes[0]
    k = 1
    while k * 2 < len(hashes):
        k *= 2
    return node_hash(mth(hashes[:k]), mth(hashes[k:]))


def some_hashes(count: int) -> list[bytes]:
    return [leaf_hash(hashlib.sha256(n.to_bytes(8, "big")).digest()) for n in range(count)]


HASHES = some_hashes(70_000)


def tiles_of(count: int) -> dict[Tile, bytes]:
    return grow(0, {}, HASHES[:count])


def probes(shared: Path, kind: str) -> list[dict[str, object]]:
    files = sorted((shared / "vectors" / "rfc6962_merkle" / "testdata" / kind).rglob("*.json"))
    return [json.loads(f.read_text()) for f in files]


def test_the_root_of_the_eight_published_leaves() -> None:
    assert root_of(leaf_hash(leaf) for leaf in CT_LEAVES).hex() == CT_ROOT


def test_all_98_inclusion_probes_are_judged_as_published(shared: Path) -> None:
    found = probes(shared, "inclusion")
    for probe in found:
        decode = base64.b64decode
        proof = [decode(h) for h in probe["proof"] or []]
        arguments = (decode(probe["leafHash"] or ""), probe["leafIdx"], probe["treeSize"], proof, decode(probe["root"] or ""))
        if probe["wantErr"]:
            with pytest.raises(ProofRefused):
                verify_inclusion(*arguments)
        else:
            verify_inclusion(*arguments)
    assert len(found) == 98


def test_all_98_consistency_probes_are_judged_as_published(shared: Path) -> None:
    found = probes(shared, "consistency")
    for probe in found:
        decode = base64.b64decode
        proof = [decode(h) for h in probe["proof"] or []]
        arguments = (probe["size1"], probe["size2"], proof, decode(probe["root1"] or ""), decode(probe["root2"] or ""))
        if probe["wantErr"]:
            with pytest.raises(ProofRefused):
                verify_consistency(*arguments)
        else:
            verify_consistency(*arguments)
    assert len(found) == 98


@given(st.integers(0, 600))
def test_the_fast_root_equals_the_definition(count: int) -> None:
    assert root_of(HASHES[:count]) == mth(HASHES[:count])


@given(st.integers(1, 70_000), st.data())
def test_a_proof_read_from_tiles_leads_to_the_root_and_to_no_other(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    tiles = tiles_of(size)
    root = range_hash(Range(0, size), tiles)
    ranges = inclusion_ranges(index, size)
    needed = {tile: tiles[tile] for tile in tiles_for(ranges)}
    proof = prove(ranges, lambda r: range_hash(r, needed))
    verify_inclusion(HASHES[index], index, size, proof, root)
    with pytest.raises(ProofRefused):
        verify_inclusion(HASHES[index], index, size, proof, hashlib.sha256(root).digest())
    with pytest.raises(ProofRefused):
        verify_inclusion(HASHES[(index + 1) % len(HASHES)], index, size, proof, root)


@given(st.integers(1, 2_000), st.data())
def test_a_consistency_proof_holds_between_any_two_sizes_and_for_no_other_past(size: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, size))
    tiles = tiles_of(size)
    ranges = consistency_ranges(old, size)
    proof = prove(ranges, lambda r: range_hash(r, tiles))
    root = range_hash(Range(0, size), tiles)
    old_root = root_of(HASHES[:old])
    verify_consistency(old, size, proof, old_root, root)
    changed = data.draw(st.integers(0, old - 1))
    forged = [*HASHES[:changed], leaf_hash(b"forged"), *HASHES[changed + 1 : old]]
    with pytest.raises(ProofRefused):
        verify_consistency(old, size, proof, root_of(forged), root)


@given(st.lists(st.integers(0, 700), min_size=1, max_size=6))
def test_a_tree_grown_in_pieces_has_the_tiles_of_one_grown_at_once(pieces: list[int]) -> None:
    size, tiles = 0, {}
    for piece in pieces:
        held = {tile: tiles[tile] for tile in edge(size)}
        for tile, data in grow(size, held, HASHES[size : size + piece]).items():
            assert data.startswith(tiles.get(tile, b"")), "a tile only ever gets longer"
            tiles[tile] = data
        size += piece
    assert tiles == tiles_of(size)
    assert range_hash(Range(0, size), tiles) == root_of(HASHES[:size])


def test_seventy_thousand_leaves_have_the_tiles_that_the_specification_counts() -> None:
    held = {(tile.level, tile.n): len(data) // 32 for tile, data in tiles_of(70_000).items()}
    assert sum(1 for (level, _), width in held.items() if level == 0 and width == 256) == 273
    assert held[0, 273] == 112
    assert (held[1, 0], held[1, 1], held[2, 0]) == (256, 17, 1)


def test_a_tile_that_is_too_short_is_not_read() -> None:
    with pytest.raises(ValueError, match="shorter"):
        range_hash(Range(0, 4), {Tile(0, 0): HASHES[0] * 3})
