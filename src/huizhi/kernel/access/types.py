"""Who looks and acts: the viewer, the kinds of account, the system scopes."""

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """The four kinds of person who use the house, and the house itself."""

    PUBLIC = "public"  # 公众: nobody signed in
    ENTERPRISE = "enterprise"  # 企业
    PARTNER = "partner"  # 协同部门, by API key
    OFFICER = "officer"  # 监管人员
    OPERATOR = "operator"  # 运维人员
    SYSTEM = "system"  # the house at work, under a listed name


# Every all-seeing scope by name, and why it has to see everything. The access matrix prints this list.
SYSTEM_SCOPES = {
    "sign_in": "find the account that somebody says to be, before there is a viewer",
    "sequencer": "put notes into the ledger in order, whatever organ wrote them",
    "listeners": "tell rooms above what happened, whatever organ it happened in",
    "import": "load entities of the whole province from one file",
    "projector": "keep the public projection of the register equal to the register",
    "reference": "load organs, officers and rules of the whole province",
    "jobs": "claim, watch and finish background jobs, whatever organ started them",
    "demo": "make the demo province",
    "doctor": "count and compare across the whole instance",
    "backup": "write and read back the whole instance",
}

EVERYTHING = ("", "~")  # '~' sorts after every digit, and so after every scope code


@dataclass(frozen=True)
class Viewer:
    """Somebody who reads and acts, with what the database must know to fence the rows.

    `scope_code` is the place of the organ in the tree (province 2, prefecture 4, county 6, station 9 digits); what begins
    with it is visible. `party_id` is the enterprise's own party. `granted_parties` come from grants with a ground and an end.
    """

    kind: Kind
    account_id: int | None = None
    account_uuid: str = ""
    name: str = ""
    organ_code: str = ""
    organ_name: str = ""
    post: str = ""
    scope_code: str | None = None
    party_id: int | None = None
    granted_parties: tuple[int, ...] = ()
    capabilities: frozenset[str] = field(default_factory=frozenset)
    roles: tuple[str, ...] = ()
    system: str = ""

    @property
    def is_signed_in(self) -> bool:
        """Whether there is an account behind this viewer."""
        return self.account_id is not None

    @property
    def bounds(self) -> tuple[str, str] | None:
        """The half-open range of scope codes that is visible, or None for no row at all."""
        if self.kind is Kind.SYSTEM:
            return EVERYTHING
        return (self.scope_code, self.scope_code + "~") if self.scope_code else None

    def can(self, capability: str) -> bool:
        """Whether this viewer holds the capability."""
        return capability in self.capabilities


PUBLIC_VIEWER = Viewer(kind=Kind.PUBLIC)
