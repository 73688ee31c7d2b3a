"""法规: instruments, dated rules, provincial parameters, calendar years.

Under every law that the platform obeys (law.md). Used by every room that has a clock or an amount, and by 法规处.
"""
