"""特种设备安全监察: equipment register, inspection due dates, hazards, accidents.

Used by equipment supervision officers.
"""
