"""规划实施监测: the plan's indicators, targets, projects and reports, computed from the work itself.

Used by the provincial planning division.
"""
