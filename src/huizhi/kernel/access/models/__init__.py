"""Accounts and sign-ins, grants, sealed identities, the reading log, keys of partner departments, acts done."""

from huizhi.kernel.access.models.accounts import Account, RoleHolding, SignIn
from huizhi.kernel.access.models.acts import ActDone, RateWindow
from huizhi.kernel.access.models.grants import Grant
from huizhi.kernel.access.models.keys import ApiCall, ApiKey, ApiUse
from huizhi.kernel.access.models.reading import Reading
from huizhi.kernel.access.models.sealed import OpeningRequest, SealedIdentity

__all__ = [
    "Account",
    "ActDone",
    "ApiCall",
    "ApiKey",
    "ApiUse",
    "Grant",
    "OpeningRequest",
    "RateWindow",
    "Reading",
    "RoleHolding",
    "SealedIdentity",
    "SignIn",
]
