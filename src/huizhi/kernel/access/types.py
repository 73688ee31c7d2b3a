"""Who looks and acts: the viewer, the kinds of account, the ranks of approval, the system scopes, this room's capabilities."""

from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import get_language, gettext_noop


class Kind(StrEnum):
    """The four kinds of person who use the house, and the house itself."""

    PUBLIC = "public"  # 公众: nobody signed in
    ENTERPRISE = "enterprise"  # 企业
    PARTNER = "partner"  # 协同部门, by API key
    OFFICER = "officer"  # 监管人员
    OPERATOR = "operator"  # 运维人员
    SYSTEM = "system"  # the house at work, under a listed name


KIND_LABELS = {
    Kind.PUBLIC: gettext_noop("公众"),
    Kind.ENTERPRISE: gettext_noop("企业"),
    Kind.PARTNER: gettext_noop("协同部门"),
    Kind.OFFICER: gettext_noop("监管人员"),
    Kind.OPERATOR: gettext_noop("运维人员"),
    Kind.SYSTEM: gettext_noop("系统"),
}


class Rank(StrEnum):
    """Who may approve (law.md 0.3): distinct ranks, not a ladder. A post holds each of its ranks by name."""

    HANDLER = "承办人"
    HANDLING_UNIT_HEAD = "办案机构负责人"
    REVIEW_UNIT = "审核机构"
    DEPARTMENT_LEADER = "部门负责人"
    PRINCIPAL = "主要负责人"
    COLLECTIVE = "负责人集体讨论"


class Level(StrEnum):
    """The four levels of organ 省·市州·县·所, told by the width of the scope code."""

    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"
    STATION = "station"


LEVEL_LABELS = {
    Level.PROVINCE: gettext_noop("省"),
    Level.PREFECTURE: gettext_noop("市州"),
    Level.COUNTY: gettext_noop("县市区"),
    Level.STATION: gettext_noop("所"),
}
_LEVEL_BY_WIDTH = {2: Level.PROVINCE, 4: Level.PREFECTURE, 6: Level.COUNTY, 9: Level.STATION}


def level_of(scope_code: str) -> Level | None:
    """The level of the organ that has this scope code, or None where the width is no organ's."""
    return _LEVEL_BY_WIDTH.get(len(scope_code))


CAPABILITIES = {
    "access.read_accounts": "查看账户",
    "access.manage_accounts": "开立、停用和解锁账户",
    "access.give_roles": "授予和收回角色",
    "access.read_grants": "查看专项授权",
    "access.give_grants": "设立和撤销专项授权",
    "access.manage_keys": "签发和撤销接口密钥",
    "access.read_openings": "查看密封身份开启申请",
    "access.ask_opening": "申请开启密封身份",
    "access.approve_opening": "批准开启密封身份",
    "access.read_reading_log": "查看敏感数据查阅记录",
    "access.read_matrix": "查看权限矩阵",
}


@dataclass(frozen=True)
class Role:
    """One role: its Chinese name, which accounts may hold it, and what it may do."""

    key: str
    zh: str
    en: str
    kinds: frozenset[Kind]
    levels: frozenset[Level]
    ranks: frozenset[Rank]
    capabilities: frozenset[str]
    given_at: Level | None
    apart_from: frozenset[str]
    second_factor: bool

    @property
    def label(self) -> str:
        """Its name in the language of the page."""
        return self.en if (get_language() or "").startswith("en") else self.zh


# Every all-seeing scope by name, and why it has to see everything. The access matrix prints this list.
SYSTEM_SCOPES = {
    "first_administrator": "open the account from which all others are opened",
    "sign_in": "find the account that somebody says to be, before there is a viewer",
    "sequencer": "put notes into the ledger in order, whatever organ wrote them",
    "listeners": "tell rooms above what happened, whatever organ it happened in",
    "import": "load entities of the whole province from one file",
    "projector": "keep the public projection of the register equal to the register",
    "reference": "load organs, officers and rules of the whole province",
    "jobs": "claim, watch and finish background jobs, whatever organ started them",
    "evidence_check": "read every stored content back and compare it with its digest",
    "notices": "send what waits in the outgoing queue, whatever organ wrote it",
    "demo": "make the demo province",
    "doctor": "count and compare across the whole instance",
    "tidy": "delete act ids and counters that nobody needs any more",
    "backup": "write and read back the whole instance",
}


@dataclass(frozen=True)
class PartyGrant:
    """One party opened to this viewer, inside the range of the organ that opened it: nobody can open a neighbour's rows."""

    party_id: int
    inside: str

    def __str__(self) -> str:
        return f"{self.party_id}@{self.inside}"


EVERYTHING = ("", "~")  # '~' sorts after every digit, and so after every scope code


@dataclass(frozen=True)
class Viewer:
    """Somebody who reads and acts, with what the database must know to fence the rows.

    `scope_code` is the place of the organ in the tree (province 2, prefecture 4, county 6, station 9 digits); what begins
    with it is visible. `party_id` is the enterprise's own party. `grants` have a ground and an end, and open reading only.
    `must` names what the account has to do before anything else; until then it can do nothing and sees only itself.
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
    grants: tuple[PartyGrant, ...] = ()
    capabilities: frozenset[str] = field(default_factory=frozenset)
    roles: tuple[str, ...] = ()
    ranks: frozenset[Rank] = field(default_factory=frozenset)
    must: str = ""
    key_id: int | None = None
    system: str = ""

    @property
    def granted_parties(self) -> tuple[int, ...]:
        """The parties that grants open to this viewer."""
        return tuple(sorted({grant.party_id for grant in self.grants}))

    @property
    def is_signed_in(self) -> bool:
        """Whether there is an account behind this viewer."""
        return self.account_id is not None

    @property
    def account(self) -> int:
        """The account's id. To ask it of somebody who has none is a fault of the caller."""
        if self.account_id is None:
            raise LookupError(f"{self.kind} 没有账户")
        return self.account_id

    @property
    def bounds(self) -> tuple[str, str] | None:
        """The half-open range of scope codes that is visible, or None for no row at all."""
        if self.kind is Kind.SYSTEM:
            return EVERYTHING
        return (self.scope_code, self.scope_code + "~") if self.scope_code else None

    def can(self, capability: str) -> bool:
        """Whether this viewer holds the capability."""
        return capability in self.capabilities

    def holds(self, rank: Rank) -> bool:
        """Whether this viewer approves in that rank."""
        return rank in self.ranks

    def covers(self, scope_code: str) -> bool:
        """Whether that scope code lies inside the viewer's own range."""
        bounds = self.bounds
        return bounds is not None and bounds[0] <= scope_code < bounds[1]


PUBLIC_VIEWER = Viewer(kind=Kind.PUBLIC)
