"""Roles: what the file may say, who may hold and give which, and that the published matrix is current."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from huizhi.kernel.access import matrix, roles, services
from huizhi.kernel.access.models import Account
from huizhi.kernel.access.types import CAPABILITIES, Kind, Level, Rank, Viewer
from huizhi.kernel.ledger.models import Note

Make = Callable[..., Account]
Who = Callable[..., Viewer]
DOCS = Path(__file__).resolve().parents[5] / "docs" / "reference" / "access-matrix.md"


def load(tmp_path: Path, text: str) -> dict[str, roles.Role]:
    file = tmp_path / "roles.yaml"
    file.write_text(text, encoding="utf-8")
    return roles.read_roles(file, {"room.read_thing"})


def test_an_undeclared_capability_refuses_to_start_with_file_and_line(tmp_path: Path) -> None:
    text = "a:\n  zh: 甲\n  en: A\n  kinds: [officer]\n  capabilities:\n    - room.read_thing\n    - room.raed_thing\n"
    with pytest.raises(roles.UnknownCapability, match=r"roles\.yaml:7: 角色 a：权限 room\.raed_thing"):
        load(tmp_path, text)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("  ranks: [组长]", "roles.yaml:3: 角色 a：ranks 中的 组长 不存在"),
        ("  levels: [nation]", "roles.yaml:3: 角色 a：levels 中的 nation 不存在"),
        ("  includes: [b]", "roles.yaml:3: 角色 a：includes 中的 b 不存在"),
        ("  capabilites: []", "roles.yaml:3: 角色 a：不认识的项 capabilites"),
        ("  includes: [a]", "角色互相并入：a → a"),
    ],
)
def test_a_word_that_nobody_knows_is_refused(tmp_path: Path, line: str, said: str) -> None:
    with pytest.raises(roles.FaultyRoles, match=said):
        load(tmp_path, f"a:\n  {{zh: 甲, en: A, kinds: [officer],\n{line}}}")


def test_an_included_role_brings_its_capabilities_and_ranks(tmp_path: Path) -> None:
    text = (
        "a: {zh: 甲, en: A, kinds: [officer], ranks: [承办人], capabilities: [room.read_thing]}\n"
        "b: {zh: 乙, en: B, kinds: [officer], includes: [a]}\n"
    )
    found = load(tmp_path, text)["b"]
    assert (found.capabilities, found.ranks) == ({"room.read_thing"}, {Rank.HANDLER})


def test_every_rank_of_approval_is_held_by_some_role() -> None:
    assert {rank for role in roles.roles().values() for rank in role.ranks} == set(Rank)


def test_every_capability_is_held_by_some_role() -> None:
    held = {c for role in roles.roles().values() for c in role.capabilities}
    assert sorted(set(roles.declared_capabilities()) - held) == [], "add it to roles.yaml"


def test_each_role_can_do_what_the_file_says_and_nothing_else(viewer: Who) -> None:
    for key, role in roles.roles().items():
        kind = min(role.kinds)
        level = min(role.levels)
        code = {Level.PROVINCE: "43", Level.PREFECTURE: "4301", Level.COUNTY: "430102", Level.STATION: "430102003"}[level]
        party = 7 if kind is Kind.ENTERPRISE else None
        me = viewer(f"holder_{key}", kind=kind, scope_code=code, roles=[key], party_id=party)
        for capability in roles.declared_capabilities():
            assert me.can(capability) == (capability in role.capabilities), (key, capability)
        assert me.ranks == role.ranks


def test_separated_duties_are_separated_both_ways() -> None:
    for key, role in roles.roles().items():
        for other in role.apart_from:
            assert key in roles.roles()[other].apart_from


def test_nobody_both_administers_and_audits() -> None:
    for role in roles.roles().values():
        assert not {"access.give_roles", "access.read_reading_log"} <= role.capabilities


@pytest.mark.parametrize(
    ("role", "said", "why"),
    [
        ("province_officer", {}, "只能由省级机构"),
        ("enterprise", {}, "不能任"),
        ("nothing", {}, "没有角色"),
        ("review_unit", {"roles": ["clerk"]}, "不得由同一人担任"),
    ],
)
def test_a_role_that_does_not_fit_is_refused(
    account: Make, viewer: Who, at: datetime, role: str, said: dict[str, object], why: str
) -> None:
    clerk = account("clerk", **({"roles": []} | said))
    admin = viewer("admin", roles=["system_administrator"])
    with pytest.raises(services.RoleNotForThis, match=why), services.scope(admin):
        services.give_role(account_id=clerk.pk, role=role, by=admin, at=at)


def test_a_role_is_given_and_taken_and_both_are_noted(account: Make, viewer: Who, at: datetime) -> None:
    clerk = account("clerk", roles=[])
    admin = viewer("admin", roles=["system_administrator"])
    with services.scope(admin):
        services.give_role(account_id=clerk.pk, role="inspector", by=admin, at=at)
        assert services.viewer_for(clerk, at=at).roles == ("inspector",)
        services.take_role(account_id=clerk.pk, role="inspector", by=admin, at=at)
        assert services.viewer_for(clerk, at=at).roles == ()
        services.give_role(account_id=clerk.pk, role="inspector", by=admin, at=at)
        assert services.viewer_for(clerk, at=at + timedelta(days=400)).roles == ("inspector",)
        kinds = list(Note.objects.filter(subject=f"account:{clerk.uuid}").order_by("recorded_at").values_list("kind", flat=True))
    assert kinds == ["access.account_opened", "access.role_given", "access.role_taken", "access.role_given"]


def test_an_administrator_reaches_neither_neighbours_nor_above_nor_themselves(account: Make, viewer: Who, at: datetime) -> None:
    neighbour, above = account("neighbour", scope_code="430103"), account("above", scope_code="4301")
    admin = viewer("admin", roles=["system_administrator"])
    for other in (neighbour, above):
        with pytest.raises(services.NoSuchAccount), services.scope(admin):
            services.give_role(account_id=other.pk, role="inspector", by=admin, at=at)
    with pytest.raises(services.NotYours, match="本人"), services.scope(admin):
        services.give_role(account_id=admin.account, role="inspector", by=admin, at=at)


def test_some_roles_are_given_by_the_province_alone(account: Make, viewer: Who, at: datetime) -> None:
    clerk = account("clerk", roles=[])
    county = viewer("county", roles=["system_administrator"])
    province = viewer("province", scope_code="43", roles=["system_administrator"])
    with pytest.raises(services.NotYours, match="省级机构授予"), services.scope(county):
        services.give_role(account_id=clerk.pk, role="auditor", by=county, at=at)
    with services.scope(province):
        services.give_role(account_id=clerk.pk, role="auditor", by=province, at=at)


def test_who_may_not_give_roles_cannot(account: Make, viewer: Who, at: datetime) -> None:
    clerk, other = account("clerk", roles=[]), viewer("other", roles=["principal"])
    with pytest.raises(services.NotYours), services.scope(other):
        services.give_role(account_id=clerk.pk, role="inspector", by=other, at=at)


def test_an_account_is_opened_with_a_one_time_password_inside_ones_own_range(account: Make, viewer: Who, at: datetime) -> None:
    account("taken", scope_code="430103")
    admin = viewer("admin", roles=["system_administrator"])
    said = {"kind": Kind.OFFICER, "name": "李四", "roles": ["inspector"], "by": admin, "at": at}
    with services.scope(admin):
        fresh = services.open_account(login="lisi", scope_code="430102003", **said)  # type: ignore[arg-type]
        with pytest.raises(services.NotYours, match="不在您的管辖范围"):
            services.open_account(login="x", scope_code="430103", **said)  # type: ignore[arg-type]
        with pytest.raises(services.LoginTaken):
            services.open_account(login="taken", scope_code="430102", **said)  # type: ignore[arg-type]
    me = services.viewer_of(services.sign_in(login="lisi", password=fresh.password, at=at), at=at)
    assert me is not None
    assert me.must == "password"


def test_this_rooms_capabilities_carry_its_name() -> None:
    assert all(c.startswith("access.") for c in CAPABILITIES)


def test_the_published_matrix_is_current() -> None:
    assert DOCS.read_text(encoding="utf-8") == matrix.text(), "huizhi access matrix --write docs/reference/access-matrix.md"
