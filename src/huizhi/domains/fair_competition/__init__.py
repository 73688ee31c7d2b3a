"""公平竞争: fair-competition review, anti-monopoly, unfair competition.

Used by competition officers and policy makers.
"""
