"""The leak walk: nobody in one county sees a mark of the other, at any address, in any form of answer.

And the walk itself is not blind: every address must answer somebody well, and every one that is not public must then show the
reader's own mark.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings

from conftest import cloned, use_database
from huizhi.interfaces.cli.postgres import Server
from huizhi.lib import clock
from tests.walk.world import Address, County, Person, addresses, people_of, plant_everything, text_of

METHODS = ("get", "post")
# Addresses that act on the reader and so end the walk for that reader, or only lead elsewhere: name -> why.
NOT_WALKED = {
    "organisations_template": "an empty table, the same for everybody",
    "sign_out": "ends the sign-in",
    "set_language": "sets a cookie and leads back",
    "favicon": "leads to a picture",
    "sign_in_code": "answers only between the two steps of a sign-in, and leads away otherwise",
    "sign_in_done": "leads to the reader's own portal",
}


@pytest.fixture(scope="module")
def counties(
    server: Server, template: str, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[County, County]]:
    with cloned(server, template, "walk") as name, django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        use_database(server, name)
        patch.setattr(settings, "SECOND_FACTOR_REQUIRED", False)
        patch.setattr(settings, "LEDGER_FOLDER", tmp_path_factory.mktemp("walk") / "ledger")
        both = (County("430102", "标记甲q430102", clock.now()), County("430103", "标记乙q430103", clock.now()))
        for county in both:
            plant_everything(county)
            people_of(county)
        yield both


# What is the same for everybody, and so can carry nobody's mark: route -> why.
NOBODYS = {
    "api/v1/rules/parameters": "the law is the same in every county, and a program's answer names no reader",
    "api/v1/legal-entities/registrations/<code>": "the register is public, and a program's answer names no reader",
    "api/v1/legal-entities/prefill/<code>": "the register is public, and a program's answer names no reader",
    "api/v1/legal-entities/own/prefill": "the register is public, and a program's answer names no reader",
    "officer/organisations/import/template/<str:kind>/": "an empty table to fill in",
    "officer/entities/imports/template/": "an empty table to fill in",
}


def walked() -> list[Address]:
    return [address for address in addresses() if address.name not in NOT_WALKED]


def test_nobody_sees_a_mark_of_the_other_county(counties: tuple[County, County]) -> None:
    leaks = []
    for own, other in (counties, counties[::-1]):
        for address in walked():
            for who, person in own.people.items():
                for method, path in steps(address, person, own, other):
                    said = text_of(getattr(person.client, method)(path))
                    if other.mark in said.replace(path, ""):
                        leaks.append(f"{method.upper()} {path} as {who} of {own.code}")
    assert not leaks, "\n".join(leaks)


def steps(address: Address, person: Person, own: County, other: County) -> list[tuple[str, str]]:
    """Whoever may use an address asks and acts there on the own and on the other's; whoever may not asks for the other's."""
    theirs = [path for path in dict.fromkeys((address.filled(other.arguments), address.filled(own.arguments))) if path]
    if address.declared.admits(person.viewer):
        return [(method, path) for path in theirs for method in METHODS]
    return [("get", path) for path in theirs[:1]]


def test_every_address_answers_somebody_and_shows_them_their_own(counties: tuple[County, County]) -> None:
    own = counties[0]
    silent = []
    for address in walked():
        path = address.filled(own.arguments)
        if path is None:
            silent.append(f"{address.route}: no plant brings {address.parts}")
            continue
        answers = [(who, person.client.get(path)) for who, person in own.people.items() if address.declared.admits(person.viewer)]
        good = [(who, text_of(answer)) for who, answer in answers if 200 <= answer.status_code < 300]
        if not good and any(answer.status_code == 405 for _, answer in answers):
            continue  # acts only by POST: its page is another address
        if not good:
            silent.append(f"{address.route}: answers {sorted({a.status_code for _, a in answers})}")
        elif not (address.declared.public or address.route in NOBODYS) and not any(own.mark in said for _, said in good):
            silent.append(f"{address.route}: nobody's own mark in any good answer")
    assert not silent, "\n".join(silent)


def test_public_addresses_show_no_internal_mark_to_anybody(counties: tuple[County, County]) -> None:
    found = []
    for address in walked():
        path = address.filled(counties[0].arguments)
        if address.declared.public and path is not None:
            said = text_of(counties[0].people["nobody"].client.get(path))
            found += [path for county in counties if county.mark in said]
    assert found == []


def test_every_address_says_who_may_use_it() -> None:
    assert [address.route for address in addresses() if address.declared is None] == []
