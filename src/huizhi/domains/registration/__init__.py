"""商事主体登记: names, set-up, change, migration, dormancy, deregistration.

Used by applicants and registrars.
"""
