"""One file for each outside system, beside its simulator and their contract."""
