"""A cheap password hasher, so that a thousand tests can sign in."""

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class QuickHasher(PBKDF2PasswordHasher):
    """PBKDF2 with one iteration: for tests alone."""

    algorithm = "quick"
    iterations = 1
