"""The sealed store: an identity is encrypted on the way in, and comes out once, for a request that two persons have made."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import connection

from huizhi.kernel.access import parameters
from huizhi.kernel.access.keyring import decrypt, encrypt, make_key
from huizhi.kernel.access.models import OpeningRequest
from huizhi.kernel.access.services.refusals import NoSuchSealed, NotOpen, NotYours, require
from huizhi.kernel.access.types import Viewer
from huizhi.kernel.ledger.services import note
from huizhi.kernel.ledger.types import WHOLE
from huizhi.lib.jcs import Json

_PURPOSE = "sealed"
_SEAL = "select access_seal(%s, %s, %s, %s, %s, %s, %s)"
_SUBJECT = "select subject, scope_code from access_sealed_subject(%s)"
_OPEN = "select identity, key_id, ciphertext from access_open_sealed(%s, %s)"


def seal_identity(*, subject: str, scope_code: str, text: str, by: str, at: datetime) -> UUID:
    """Encrypt an identity and put it away; what stays outside is its id. `subject` names the thing it belongs to."""
    identity = uuid4()
    key_id, ciphertext = encrypt(text, purpose=_PURPOSE, about=str(identity))
    with connection.cursor() as cursor:
        cursor.execute(_SEAL, [identity, subject, scope_code, key_id, ciphertext, at, by])
    note("access.identity_sealed", subject, {"identity": str(identity), "key": key_id}, at=at, scope_code=scope_code)
    return identity


def ask_opening(*, identity: UUID, reason: str, by: Viewer, at: datetime) -> OpeningRequest:
    """The first person: why this identity must be known."""
    require(by, "access.ask_opening")
    if not reason.strip():
        raise NotOpen("须说明开启理由", rule="密封身份")
    with connection.cursor() as cursor:
        cursor.execute(_SUBJECT, [identity])
        row = cursor.fetchone()
    if row is None:
        raise NoSuchSealed("没有这个密封身份，或不在您的管辖范围内")
    subject, scope_code = row
    request = OpeningRequest.objects.create(
        identity_uuid=identity,
        scope_code=scope_code,
        subject=subject,
        reason=reason.strip()[:400],
        asked_by=UUID(by.account_uuid),
        asked_name=by.name,
        asked_at=at,
    )
    said: dict[str, Json] = {"subject": subject, "reason": request.reason, "by": by.account_uuid}
    note("access.opening_asked", f"opening:{request.uuid}", said, at=at, scope_code=scope_code)
    return request


def decide_opening(*, request: UUID, approve: bool, by: Viewer, at: datetime) -> OpeningRequest:
    """The second person, who is not the first: yes or no, once."""
    require(by, "access.approve_opening")
    found = OpeningRequest.objects.select_for_update().filter(uuid=request).first()
    if found is None or not by.covers(found.scope_code):
        raise NoSuchSealed("没有这个开启申请，或不在您的管辖范围内")
    if str(found.asked_by) == by.account_uuid:
        raise NotYours("申请人不能批准自己的申请", rule="密封身份须由两人开启", remedy="请由另一名有权人员决定")
    if found.decided_at is not None:
        raise NotOpen("该申请已有决定", rule="密封身份")
    if at - found.asked_at > parameters.seconds("sealed", "approval_within"):
        raise NotOpen("申请已过期", rule="密封身份", remedy="请申请人重新提出")
    found.decided_by, found.decided_name, found.decided_at, found.approved = UUID(by.account_uuid), by.name, at, approve
    found.read_until = at + parameters.seconds("sealed", "opening_within") if approve else None
    found.save(update_fields=["decided_by", "decided_name", "decided_at", "approved", "read_until"])
    said: dict[str, Json] = {"approved": approve, "by": by.account_uuid}
    note("access.opening_decided", f"opening:{found.uuid}", said, at=at, scope_code=found.scope_code)
    return found


def rotate_folder_key(*, purpose: str, by: str, at: datetime) -> str:
    """A new current key for one purpose; what is encrypted under older ones stays readable."""
    key_id = make_key(purpose)
    note("access.folder_key_made", f"key:{key_id}", {"by": by}, at=at, scope_code=WHOLE)
    return key_id


@dataclass(frozen=True)
class Opened:
    """What was sealed, for this one reading."""

    subject: str
    text: str


def open_sealed(*, request: UUID, by: Viewer, at: datetime) -> Opened:
    """The asker reads, once and in time. The database itself checks both persons and writes the reading down."""
    found = OpeningRequest.objects.filter(uuid=request).first()
    if found is None:
        raise NoSuchSealed("没有这个开启申请，或不在您的管辖范围内")
    if fault := _why_closed(found, by=by, at=at):
        raise NotOpen(fault, rule="密封身份", remedy="请重新申请")
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, [request, at])
        identity, key_id, ciphertext = cursor.fetchone()
    text = decrypt(bytes(ciphertext), key_id=key_id, purpose=_PURPOSE, about=str(identity))
    said: dict[str, Json] = {"subject": found.subject, "asked_by": str(found.asked_by), "decided_by": str(found.decided_by)}
    note("access.sealed_opened", f"opening:{found.uuid}", said, at=at, scope_code=found.scope_code)
    return Opened(found.subject, text)


def _why_closed(request: OpeningRequest, *, by: Viewer, at: datetime) -> str:
    """The reason in words; the database function has the last word."""
    if str(request.asked_by) != by.account_uuid:
        return "只有申请人本人可以开启"
    if not request.approved:
        return "申请尚未批准" if request.approved is None else "申请未获批准"
    if request.opened_at is not None:
        return "已开启过一次"
    if request.read_until is None or at > request.read_until:
        return "开启时限已过"
    return ""
