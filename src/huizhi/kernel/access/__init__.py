"""权限: accounts, roles, capabilities, scope, grants, sealed identities, read log."""
