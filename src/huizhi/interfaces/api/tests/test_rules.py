"""法规 over the API."""

import pytest
from django.test import Client


@pytest.fixture
def program(db: str) -> Client:
    return Client(headers={"accept": "application/json"})


def test_an_order_is_found_by_its_number_and_says_what_rests_on_it(program: Client) -> None:
    found = program.get("/api/v1/rules/instruments", {"q": "总局令第121号"}).json()
    assert [i["key"] for i in found["items"]] == ["complaints_rules_2026"]
    resting = program.get("/api/v1/rules/instruments/complaints_rules_2026").json()
    assert "consumer_protection.complaints.mediation" in resting["rules"]
    assert resting["instrument"]["effective_on"] == "2026-04-15"


@pytest.mark.parametrize(("day", "value", "unit"), [("2026-04-14", 45, "working_day"), ("2026-04-15", 60, "day")])
def test_the_value_of_a_day_is_the_value_of_the_law_of_that_day(program: Client, day: str, value: int, unit: str) -> None:
    items = program.get("/api/v1/rules/values", {"day": day, "room": "consumer_protection", "size": 200}).json()["items"]
    found = next(i for i in items if i["rule"] == "consumer_protection.complaints.mediation")
    assert (found["value"], found["unit"], found["confirmed"], found["quote"]) == (value, unit, False, None)


def test_all_values_come_in_pages_each_once(program: Client) -> None:
    seen: list[str] = []
    asked: dict[str, str | int] = {"size": 100, "day": "2026-06-01"}
    while True:
        page = program.get("/api/v1/rules/values", asked).json()
        seen += [item["rule"] for item in page["items"]]
        if page["next"] is None:
            break
        asked = asked | {"cursor": page["next"]}
    assert len(seen) == len(set(seen)) > 300


def test_the_law_of_a_day_is_told_topic_by_topic(program: Client) -> None:
    switches = {s["key"]: s["governs"] for s in program.get("/api/v1/rules/switches", {"day": "2025-12-24"}).json()}
    assert switches["credit_repair"] == ["credit_repair_rules_2021"]


def test_a_year_says_whether_it_is_provisional(program: Client) -> None:
    assert program.get("/api/v1/rules/calendar/2025").json()["provisional"] is False
    assert program.get("/api/v1/rules/calendar/2055").json()["provisional"] is True
    assert program.get("/api/v1/rules/calendar/1900").json()["code"] == "RUL-012"


def test_a_parameter_without_a_confirmed_value_has_none(program: Client) -> None:
    found = {p["key"]: p for p in program.get("/api/v1/rules/parameters").json()}
    assert len(found) == 20
    assert found["hn.hearing.amount_person"]["value"] is None


@pytest.mark.parametrize(
    ("path", "status"), [("/instruments/nothing", 404), ("/values?day=yesterday", 422), ("/values?cursor=%00", 400)]
)
def test_what_cannot_be_answered_is_a_problem_document(program: Client, path: str, status: int) -> None:
    answer = program.get(f"/api/v1/rules{path}")
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
