"""The homes of the three portals, the language switch, the one search."""
