"""公示: publish, correct, withdraw, expire, mask."""
