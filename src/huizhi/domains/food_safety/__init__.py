"""食品安全监管: grading, responsibilities, key places, special food, catering.

Used by food supervision officers.
"""
