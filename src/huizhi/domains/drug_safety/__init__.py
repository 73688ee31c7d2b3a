"""药品医疗器械化妆品监管: licences, GxP inspection, adverse reactions, recall.

Used by drug supervision officers.
"""
