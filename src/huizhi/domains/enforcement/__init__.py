"""执法办案与行刑衔接: lead, case, decision, execution, criminal referral.

Used by case officers and legal reviewers.
"""
