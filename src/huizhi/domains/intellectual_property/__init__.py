"""知识产权: protection, aid, pledges, high-value patents, geographical indications.

Used by IP officers and right holders.
"""
