"""Development, test, production; no business value."""
