"""Error pages are in the look, carry a stable code and the request's id, and bad bytes are the sender's matter."""

import pytest
from django.test import Client


@pytest.mark.parametrize("path", ["/a%00b", "/search?q=%00", "/search?q=%ff", "/search?%ff=1", "/?x=%c3%28"])
def test_bytes_that_are_no_text_are_refused_with_400(db: str, path: str) -> None:
    answer = Client().get(path)
    assert answer.status_code == 400
    assert "KIT-014" in answer.text


def test_an_unknown_address_says_what_to_do_and_names_the_request(db: str) -> None:
    answer = Client().get("/nowhere/", headers={"accept-language": "zh"})
    assert answer.status_code == 404
    assert "KIT-002" in answer.text
    assert answer["X-Request-Id"] in answer.text


def test_bytes_of_a_path_that_are_no_text_are_an_unknown_address(db: str) -> None:
    assert Client().get("/%ff%fe/").status_code == 404


def test_nul_in_a_form_is_no_fault_of_the_house(db: str) -> None:
    assert Client().post("/i18n/setlang/", {"language": "e\x00n", "next": "/\x00"}).status_code < 500
