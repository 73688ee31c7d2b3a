"""质量强省与品牌: quality assessment, awards, brands, industry quality analysis.

Used by quality development officers.
"""
