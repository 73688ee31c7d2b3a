"""The only list of who is told upward: kind of note -> functions."""
