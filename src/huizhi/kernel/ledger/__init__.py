"""留痕: append-only Merkle log of digests, signed and witnessed heads, proofs."""
