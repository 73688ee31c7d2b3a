"""信用监管: annual reports, lists, classification, repair.

Used by credit supervision officers.
"""
