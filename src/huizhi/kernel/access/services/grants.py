"""Grants: an organ opens what is its own, about one party or one matter, to another organ or to one account, until a day."""

from datetime import datetime, timedelta

from huizhi.kernel.access import parameters
from huizhi.kernel.access.models import Account, Grant
from huizhi.kernel.access.models.grants import GrantGround
from huizhi.kernel.access.scoping import scope, system_viewer
from huizhi.kernel.access.services.refusals import FaultyGrant, NoSuchAccount, NoSuchGrant, require
from huizhi.kernel.access.types import Kind, Viewer, level_of
from huizhi.kernel.ledger.services import note
from huizhi.lib.jcs import Json


def give_grant(
    *,
    ground: str,
    reason: str,
    until: datetime,
    by: Viewer,
    at: datetime,
    party_id: int | None = None,
    matter_id: int | None = None,
    to_scope_code: str = "",
    to_login: str = "",
    scope_code: str = "",
) -> Grant:
    """Open reading. The granting organ is the giver's own, or one below it that is named by `scope_code`."""
    require(by, "access.give_grants")
    to_account = _grantee(to_login) if to_login else None
    inside = scope_code or by.scope_code or ""
    wrong = _faults(ground, reason, until, at, inside, by) + _wrong_target(party_id, matter_id, to_scope_code, to_account, inside)
    if wrong:
        raise FaultyGrant("专项授权不能设立：" + "；".join(wrong), rule="专项授权", remedy="请更正后重新提交")
    grant = Grant.objects.create(
        scope_code=inside,
        to_scope_code=to_scope_code,
        to_account=to_account,
        to_label=f"{to_account.name}（{to_login}）" if to_account else to_scope_code,
        party_id=party_id,
        matter_id=matter_id,
        ground=ground,
        reason=reason,
        since=at,
        until=until,
        given_by=by.name,
    )
    said: dict[str, Json] = {
        "ground": ground,
        "reason": reason,
        "inside": inside,
        "to": to_scope_code or (str(to_account.uuid) if to_account else ""),
        "about": f"party:{party_id}" if party_id is not None else f"matter:{matter_id}",
        "until": until.isoformat(),
        "by": by.account_uuid,
    }
    note("access.grant_given", f"grant:{grant.uuid}", said, at=at, scope_code=inside)
    return grant


def _grantee(login: str) -> Account:
    """The account of that login, wherever it belongs: a grant reaches out of one's own range."""
    with scope(system_viewer("sign_in")):
        found = Account.objects.filter(login=login.strip(), kind__in=[Kind.OFFICER, Kind.PARTNER], disabled_at=None).first()
    if found is None:
        raise NoSuchAccount("没有这个监管人员或协同部门账户", remedy="请核对登录名")
    return found


def _faults(ground: str, reason: str, until: datetime, at: datetime, inside: str, by: Viewer) -> list[str]:
    longest = parameters.number("grant", "longest")
    found = []
    if ground not in GrantGround.values:
        found.append("没有这种事由")
    if not reason.strip():
        found.append("须写明依据与说明")
    if not at < until <= at + timedelta(days=longest):
        found.append(f"期限须在今日之后、{longest} 日之内")
    if not by.covers(inside):
        found.append(f"范围码 {inside} 不在您的管辖范围内")
    return found


def _wrong_target(
    party_id: int | None, matter_id: int | None, to_scope_code: str, to_account: Account | None, inside: str
) -> list[str]:
    found = []
    if (party_id is None) == (matter_id is None):
        found.append("须授权一个主体或一件办件")
    if bool(to_scope_code) == (to_account is not None):
        found.append("须授权给一个机构或一个账户")
    if to_scope_code and level_of(to_scope_code) is None:
        found.append(f"没有范围码为 {to_scope_code} 的机构")
    if to_scope_code and to_scope_code == inside:
        found.append("不须授权给本单位")
    return found


def revoke_grant(*, grant_id: int, why: str, by: Viewer, at: datetime) -> None:
    """Close a grant before its end."""
    require(by, "access.give_grants")
    grant = Grant.objects.select_for_update().filter(pk=grant_id).first()
    if grant is None or not by.covers(grant.scope_code):
        raise NoSuchGrant("没有这项专项授权，或不在您的管辖范围内")
    if grant.revoked_at is not None:
        return
    grant.revoked_at, grant.revoked_by, grant.revoked_why = at, by.name, why
    grant.save(update_fields=["revoked_at", "revoked_by", "revoked_why"])
    said: dict[str, Json] = {"why": why, "by": by.account_uuid}
    note("access.grant_revoked", f"grant:{grant.uuid}", said, at=at, scope_code=grant.scope_code)
