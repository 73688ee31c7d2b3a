"""What others may know about parties: capabilities, the words of schemes and visibility, refusals, answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import models

from huizhi.lib.jcs import Json
from huizhi.lib.refusal import Refusal

CAPABILITIES = {
    "parties.merge_parties": "合并和拆分重复主体",
    "parties.match_facts": "人工匹配待归集事实",
}


class PartyKind(models.TextChoices):
    """主体类别."""

    ORGANISATION = "org", "组织"
    PERSON = "person", "自然人"


class Scheme(models.TextChoices):
    """标识方案: codes that identify an organisation in public. A person's identity number is never among them."""

    USCC = "uscc", "统一社会信用代码"
    REGISTRATION_NUMBER = "regno", "工商注册号"
    ORGANISATION_CODE = "orgcode", "组织机构代码"


class Visibility(models.TextChoices):
    """可见范围: who may read a fact."""

    PUBLIC = "public", "公开"
    OWN = "own", "本企业"
    OFFICIAL = "official", "内部"


class AlreadyOne(Refusal):
    """The two parties are already held to be the same."""

    code = "PARTY-001"
    status = 409


class AlreadyParted(Refusal):
    """The merge was taken back before."""

    code = "PARTY-002"
    status = 409


class UnknownParty(Refusal):
    """No party with this number or code."""

    code = "PARTY-003"
    status = 404


class AlreadySettled(Refusal):
    """The fact left the queue before."""

    code = "PARTY-004"
    status = 409


class ReasonMissing(Refusal):
    """A judgement on who is who needs a reason that others can follow."""

    code = "PARTY-005"
    status = 422


class CodeTaken(Refusal):
    """The code belongs to another party."""

    code = "PARTY-006"
    status = 409


@dataclass(frozen=True, slots=True)
class NewFact:
    """A fact as its source tells it, before it is known whose it is."""

    kind: str
    value: Mapping[str, Json]
    source: str
    on: date
    visibility: str = Visibility.OFFICIAL
    scope_code: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class ToldFact:
    """A fact with its provenance, as somebody may read it."""

    id: int
    party_id: int
    kind: str
    value: dict[str, Json]
    source: str
    on: date
    visibility: str
    reference: str
    at: datetime


@dataclass(frozen=True, slots=True)
class MatchRate:
    """How many facts of one source found their party; integers, so that a share can be computed exactly."""

    source: str
    matched: int
    waiting: int
    dismissed: int

    @property
    def per_mille(self) -> int | None:
        """Matched facts in a thousand received ones."""
        received = self.matched + self.waiting + self.dismissed
        return self.matched * 1000 // received if received else None
