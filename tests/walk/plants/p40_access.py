"""In each county an account to administer, a grant, a partner's key, a request to open a sealed identity, a reading."""

from datetime import timedelta

from huizhi.kernel.access import services as access
from huizhi.kernel.access.types import Kind
from tests.walk.world import PASSWORD, County


def plant(county: County) -> dict[str, object]:
    with access.scope(access.system_viewer("demo")):
        clerk, partner = (
            access.create_account(
                login=f"{login}-{county.code}", password=PASSWORD, kind=kind, name=f"{login}{county.mark}",
                scope_code=county.code, roles=roles, by="walk", at=county.at,
            )
            for login, kind, roles in (("planted", Kind.OFFICER, ["clerk"]), ("partner", Kind.PARTNER, []))
        )  # fmt: skip
        identity = access.seal_identity(
            subject=f"tip:{county.mark}", scope_code=county.code, text=f"举报人{county.mark}", by="walk", at=county.at
        )
    with access.scope(county.viewer):
        grant = access.give_grant(
            ground="assistance", reason=f"协查{county.mark}", until=county.at + timedelta(days=9), to_scope_code="4302",
            party_id=int(county.arguments["party_id"]), by=county.viewer, at=county.at,
        )  # fmt: skip
        fresh = access.issue_key(
            account_id=partner.pk,
            label=f"核对{county.mark}",
            capabilities=[],
            daily_quota=9,
            days=9,
            by=county.viewer,
            at=county.at,
        )
        request = access.ask_opening(identity=identity, reason=f"核实{county.mark}", by=county.viewer, at=county.at)
        access.log_reading(
            kind="walk.reading", subjects=[f"party:{county.mark}"], purpose=county.mark, by=county.viewer, at=county.at
        )
    access.log_call(key_id=fresh.key.pk, method="GET", path=f"/api/v1/{county.mark}", status=200, request_id="", at=county.at)
    of_account = ("account", "give_role", "take_role", "disable_account", "enable_account", "unlock_account", "reset_password",
                  "reset_second_factor")  # fmt: skip
    return {
        **{f"{name}.uuid": clerk.uuid for name in of_account},
        **{f"{name}.uuid": grant.uuid for name in ("grant", "revoke_grant")},
        **{f"{name}.uuid": fresh.key.uuid for name in ("api_key", "rotate_api_key", "revoke_api_key")},
        **{f"{name}.uuid": request.uuid for name in ("opening", "decide_opening", "open_sealed")},
    }
