"""慧治 Huizhi: an open market-regulation platform."""
