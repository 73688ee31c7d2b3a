"""智慧监管综合指挥平台: analysis, warnings, consultation, dispatch and the wall.

Used by 指挥 heads at province, city and county.
"""
