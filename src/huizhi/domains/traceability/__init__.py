"""产品追溯: codes, nodes, events, scope of a recall.

Used by food, drug and product officers.
"""
