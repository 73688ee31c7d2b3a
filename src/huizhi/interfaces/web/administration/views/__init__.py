"""Each view at most one act."""
