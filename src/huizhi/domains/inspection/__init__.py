"""双随机、一公开与监督检查: libraries, plans, draws, visits, results.

Used by inspectors and planners.
"""
