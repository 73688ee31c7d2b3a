"""机构与区划 over the API."""

from datetime import datetime

import pytest
from django.test import Client

from huizhi.kernel.access import services as access
from huizhi.kernel.organisations import services


@pytest.fixture
def program(db: str) -> Client:
    return Client(headers={"accept": "application/json"})


@pytest.fixture
def tree(db: str, at: datetime) -> None:
    with access.scope(access.system_viewer("reference")):
        services.standard_tree(province="43", by="test", at=at, stations=False)


@pytest.mark.parametrize(("year", "name"), [(2015, "宁乡县"), (2020, "宁乡市")])
def test_a_year_has_its_own_divisions(program: Client, year: int, name: str) -> None:
    items = program.get("/api/v1/organisations/divisions", {"year": year, "parent": "430100"}).json()["items"]
    assert name in [item["name"] for item in items]


def test_all_divisions_of_the_country_come_in_pages_each_once(program: Client) -> None:
    seen: list[str] = []
    asked: dict[str, str | int] = {"size": 200, "parent": "", "year": 2024}
    assert len(program.get("/api/v1/organisations/divisions", asked).json()["items"]) == 34
    asked = {"size": 200, "prefix": "430", "year": 2024}
    while True:
        page = program.get("/api/v1/organisations/divisions", asked).json()
        seen += [item["code"] for item in page["items"]]
        if page["next"] is None:
            break
        asked = asked | {"cursor": page["next"]}
    assert len(seen) == len(set(seen)) > 1000


def test_an_abolished_code_says_what_became_of_it(program: Client) -> None:
    found = program.get("/api/v1/organisations/divisions/430221").json()
    assert (found["today"], found["became"][0]["new_name"], found["became"][0]["year"]) == (["430212"], "渌口区", 2018)
    assert program.get("/api/v1/organisations/divisions/430212").json()["made_of"][0]["old_code"] == "430221"
    answer = program.get("/api/v1/organisations/divisions/999999")
    assert (answer.status_code, answer.json()["code"]) == (404, "ORG-002")


def test_organs_are_listed_by_level_and_each_has_its_file(program: Client, tree: None) -> None:
    found = program.get("/api/v1/organisations/organs", {"level": "prefecture", "size": 50}).json()
    assert len(found["items"]) == 14
    file = program.get("/api/v1/organisations/organs/430102").json()
    assert (file["organ"]["parent"], file["serves"][0]["division_code"]) == ("4301", "430102")
    assert program.get("/api/v1/organisations/organs/430199").status_code == 404
    assert program.get("/api/v1/organisations/organs", {"level": "village"}).status_code == 422


def test_an_address_is_read_with_what_is_uncertain(program: Client, tree: None) -> None:
    found = program.get("/api/v1/organisations/locate", {"address": "株洲市株洲县渌口镇"}).json()
    assert (found["certainty"], found["organ"]) == ("certain", "430212")
    assert "已变更为430212" in found["said"][0]
