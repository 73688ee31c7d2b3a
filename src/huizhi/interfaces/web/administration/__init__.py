"""Administration of accounts, grants, keys and sealed identities; the log of readings; the access matrix."""
