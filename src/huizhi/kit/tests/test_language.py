"""Chinese first: only the reader's own choice changes the language."""

from django.test import Client


def test_a_browser_that_prefers_english_still_gets_chinese(db: str) -> None:
    assert Client().get("/", headers={"Accept-Language": "en-US"})["Content-Language"] == "zh-hans"


def test_the_chosen_language_holds(db: str) -> None:
    client = Client()
    client.cookies["language"] = "en"
    assert client.get("/")["Content-Language"] == "en"
