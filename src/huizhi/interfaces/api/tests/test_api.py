"""The API answers every error in one form, and describes itself."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from huizhi.interfaces.api.mounting import mount
from huizhi.interfaces.api.schema import UndeclaredOperation, described

SNAPSHOT = Path(__file__).resolve().parents[5] / "docs" / "reference" / "openapi.json"


@pytest.fixture
def program(db: str, settings: Any) -> Client:
    settings.ROOT_URLCONF = "huizhi.interfaces.api.tests.subject"
    return Client(raise_request_exception=False)


def test_an_operation_answers(program: Client) -> None:
    assert program.get("/api/v1/subject/numbers/7").json() == {"number": 7}


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/api/v1/nowhere", 404, "KIT-002"),
        ("/api/v1/subject/missing", 404, "KIT-002"),
        ("/api/v1/subject/refused", 409, "SUB-001"),
        ("/api/v1/subject/broken", 500, "KIT-500"),
        ("/api/v1/subject/closed", 403, "ACC-002"),
        ("/api/v1/subject/accounts?size=0", 422, "API-001"),
        ("/api/v1/subject/accounts?size=x", 422, "API-001"),
        ("/api/v1/subject/accounts?cursor=made-up", 400, "KIT-011"),
        ("/api/v1/subject/accounts?size=5&x=%00", 400, "KIT-014"),
        ("/api/v1/subject/accounts?x=%ff%fe", 400, "KIT-014"),
        ("/api/v1/subject/a%00b", 400, "KIT-014"),
    ],
)
def test_every_error_is_a_problem_document_with_a_stable_code(program: Client, path: str, status: int, code: str) -> None:
    answer = program.get(path)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["request"] == answer["X-Request-Id"]
    assert "secret detail" not in answer.text


def test_a_malformed_request_is_told_each_place(program: Client) -> None:
    said = program.get("/api/v1/subject/accounts?size=x").json()
    assert said["errors"][0]["at"] == ["query", "size"]


def test_an_empty_page_has_no_next(program: Client) -> None:
    assert program.get("/api/v1/subject/accounts").json() == {"items": [], "next": None}


def test_the_description_says_who_may_call_what() -> None:
    from huizhi.interfaces.api.tests.subject import API

    schema = described(API)
    assert schema["openapi"].startswith("3.1")
    assert schema["paths"]["/api/v1/subject/numbers/{number}"]["get"]["security"] == []
    assert schema["paths"]["/api/v1/subject/closed"]["get"]["x-access"].startswith("access.nobody")


def test_an_operation_without_declared_access_is_refused() -> None:
    from ninja import Router

    api = mount()
    undeclared = Router()
    undeclared.get("/open")(lambda request: None)
    api.add_router("/undeclared", undeclared)
    with pytest.raises(UndeclaredOperation):
        described(api)


def test_the_description_in_the_repository_is_current(db: str) -> None:
    now = json.loads(Client().get("/api/v1/openapi.json").content)
    assert json.loads(SNAPSHOT.read_text(encoding="utf-8")) == now, "run: make docs"


def test_the_description_can_be_read_as_a_page(db: str) -> None:
    assert Client().get("/api/").status_code == 200
