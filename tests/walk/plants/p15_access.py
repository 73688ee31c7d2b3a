"""An account, a grant, an API key and an asked opening of a sealed identity in each county."""

from datetime import timedelta

from huizhi.kernel.access import services as access
from huizhi.kernel.access.types import Kind
from tests.walk.world import County


def plant(county: County) -> dict[str, object]:
    with access.scope(access.system_viewer("demo")):
        account = access.create_account(
            login=f"planted-{county.code}",
            password="Planted-没有秘密-1",
            kind=Kind.OFFICER,
            name=f"账户{county.mark}",
            scope_code=county.code,
            organ_code=county.code,
            roles=["clerk"],
            by="walk",
            at=county.at,
        )
        partner = access.create_account(
            login=f"planted-partner-{county.code}",
            password="Planted-没有秘密-1",
            kind=Kind.PARTNER,
            name=f"协同{county.mark}",
            scope_code=county.code,
            roles=["partner_department"],
            by="walk",
            at=county.at,
        )
    with access.scope(county.viewer):
        grant = access.give_grant(
            ground="assistance",
            reason=f"协查{county.mark}",
            until=county.at + timedelta(days=5),
            by=county.viewer,
            at=county.at,
            party_id=int(county.arguments["party_id"]),
            to_login=account.login,
        )
        key = access.issue_key(
            account_id=partner.pk,
            label=f"密钥{county.mark}",
            capabilities=[],
            daily_quota=10,
            days=10,
            by=county.viewer,
            at=county.at,
        ).key
        sealed = access.seal_identity(
            subject=f"举报{county.mark}", scope_code=county.code, text=f"举报人{county.mark}", by=county.viewer.name, at=county.at
        )
        opening = access.ask_opening(identity=sealed, reason=f"核实{county.mark}", by=county.viewer, at=county.at)
    names = {"account": account, "grant": grant, "api_key": key, "opening": opening}
    acts = {
        "account": [
            "give_role",
            "take_role",
            "disable_account",
            "enable_account",
            "unlock_account",
            "reset_password",
            "reset_second_factor",
        ],
        "grant": ["revoke_grant"],
        "api_key": ["rotate_api_key", "revoke_api_key"],
        "opening": ["decide_opening", "open_sealed"],
    }
    return {f"{name}.uuid": thing.uuid for kind, thing in names.items() for name in (kind, *acts[kind])}
