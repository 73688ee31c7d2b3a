"""Grants: they open reading, of one party, inside the granting organ's range, until their end; and nothing more."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db.utils import ProgrammingError

from huizhi.kernel.access import fences, services
from huizhi.kernel.access.models import Account, Grant, RoleHolding
from huizhi.kernel.access.types import Kind, PartyGrant, Viewer
from huizhi.kernel.ledger.models import Note

Make = Callable[..., Account]
Who = Callable[..., Viewer]
MONTH = timedelta(days=30)


@pytest.fixture
def head(viewer: Who) -> Viewer:
    return viewer("head", roles=["principal"])


def give(head: Viewer, at: datetime, **said: object) -> Grant:
    given = {"ground": "assistance", "reason": "协查函", "until": at + MONTH, "party_id": 7, "to_scope_code": "430103"}
    with services.scope(head):
        return services.give_grant(by=head, at=at, **(given | said))  # type: ignore[arg-type]


def again(account: Account, at: datetime) -> Viewer:
    with services.scope(services.system_viewer("sign_in")):
        return services.viewer_for(account, at=at)


def test_a_grant_reaches_the_officers_of_that_organ_until_its_end(account: Make, head: Viewer, at: datetime) -> None:
    clerk = account("clerk", scope_code="430103")
    give(head, at)
    assert again(clerk, at).grants == (PartyGrant(7, "430102"),)
    assert again(clerk, at + MONTH - timedelta(seconds=1)).granted_parties == (7,)
    assert again(clerk, at + MONTH).grants == ()


def test_a_grant_to_one_account_reaches_that_account_alone(account: Make, head: Viewer, at: datetime) -> None:
    clerk, colleague = account("clerk", scope_code="4302"), account("colleague", scope_code="4302")
    give(head, at, to_scope_code="", to_login="clerk")
    assert again(clerk, at).granted_parties == (7,)
    assert again(colleague, at).granted_parties == ()


def test_a_grant_to_an_organ_is_not_one_to_the_enterprises_in_its_register(account: Make, head: Viewer, at: datetime) -> None:
    firm = account("firm", kind=Kind.ENTERPRISE, roles=["enterprise"], scope_code="430103", party_id=9)
    give(head, at)
    assert again(firm, at).grants == ()


def test_a_revoked_grant_opens_nothing(account: Make, head: Viewer, at: datetime) -> None:
    clerk = account("clerk", scope_code="430103")
    grant = give(head, at)
    with services.scope(head):
        services.revoke_grant(grant_id=grant.pk, why="协查结束", by=head, at=at)
        kinds = set(Note.objects.filter(subject=f"grant:{grant.uuid}").values_list("kind", flat=True))
    assert again(clerk, at).grants == ()
    assert kinds == {"access.grant_given", "access.grant_revoked"}


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"reason": " "}, "依据与说明"),
        ({"ground": "friendship"}, "没有这种事由"),
        ({"until": "past"}, "期限"),
        ({"until": "far"}, "期限"),
        ({"party_id": None}, "一个主体或一件办件"),
        ({"matter_id": 3}, "一个主体或一件办件"),
        ({"to_scope_code": ""}, "一个机构或一个账户"),
        ({"to_scope_code": "43010"}, "没有范围码"),
        ({"to_scope_code": "430102"}, "不须授权给本单位"),
        ({"scope_code": "430103", "to_scope_code": "430104"}, "不在您的管辖范围"),
    ],
)
def test_a_grant_that_cannot_be_is_refused(head: Viewer, at: datetime, said: dict[str, object], why: str) -> None:
    if "until" in said:
        said = said | {"until": at if said["until"] == "past" else at + timedelta(days=366)}
    with pytest.raises(services.FaultyGrant, match=why):
        give(head, at, **said)


def test_who_does_not_hold_the_capability_cannot_grant(viewer: Who, at: datetime) -> None:
    with pytest.raises(services.NotYours):
        give(viewer("clerk", roles=["clerk"]), at)


@pytest.fixture
def firms(account: Make) -> None:
    """Rows about party 7 in two counties: the accounts of an enterprise serve, for they name their party."""
    account("firm_here", kind=Kind.ENTERPRISE, roles=["enterprise"], scope_code="430102", party_id=7)
    account("firm_there", kind=Kind.ENTERPRISE, roles=["enterprise"], scope_code="4302", party_id=7)
    account("other_here", kind=Kind.ENTERPRISE, roles=["enterprise"], scope_code="430102", party_id=8)


@pytest.fixture
def by_party(superuser: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The policy that a table with a party gets, put on the accounts of this test's database."""
    monkeypatch.setattr(Account, "scope_party", "party_id", raising=False)
    superuser.execute(f'create policy granted on "access_account" for select using ({fences.granted_condition(Account)})')


def test_a_grant_opens_the_granting_organs_rows_about_that_party_and_no_neighbours(
    firms: None, by_party: None, at: datetime
) -> None:
    guest = Viewer(kind=Kind.OFFICER, scope_code="430103", grants=(PartyGrant(7, "430102"),))
    with services.scope(guest):
        assert list(Account.objects.values_list("login", flat=True)) == ["firm_here"]


def test_what_a_grant_opens_can_be_read_and_not_written(firms: None, by_party: None, at: datetime) -> None:
    guest = Viewer(kind=Kind.OFFICER, scope_code="430103", grants=(PartyGrant(7, "430102"),))
    with services.scope(guest):
        assert Account.objects.filter(login="firm_here").update(name="改名") == 0
        assert Account.objects.filter(login="firm_here").delete()[0] == 0
        child = Account.objects.get(login="firm_here").pk
    with pytest.raises(ProgrammingError, match="row-level security"), services.scope(guest):
        RoleHolding.objects.create(account_id=child, role="operator", since=at.date(), granted_by="x")
