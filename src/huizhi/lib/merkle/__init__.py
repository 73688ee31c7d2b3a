"""Transparency log in plain Python: RFC 6962 tree, C2SP tiles, signed notes, witness, receipts, audit of a folder."""
