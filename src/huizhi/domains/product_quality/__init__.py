"""产品质量安全: risk monitoring, recalls, accidents, certificates of conformity.

Used by product quality officers.
"""
