"""Mounts every room's operations under /api/v1/."""
