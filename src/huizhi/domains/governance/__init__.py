"""法治事权与履职能力: norms, power lists, guiding cases, openness, workforce.

Used by legal and personnel divisions.
"""
