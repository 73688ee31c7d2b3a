"""The benchmarks, each with its reference loop beside it."""
