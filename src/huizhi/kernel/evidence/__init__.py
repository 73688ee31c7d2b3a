"""证据: files by digest, type by content, chain of custody."""
