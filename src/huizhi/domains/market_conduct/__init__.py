"""市场秩序: online trade, advertising, prices, contracts, pyramid selling.

Used by market conduct officers.
"""
