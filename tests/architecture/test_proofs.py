"""A proof counts only when the address really answered."""

import pytest

from architecture.proofs import pattern


def test_a_name_in_braces_stands_for_one_part_of_the_path() -> None:
    assert pattern("/entities/{uscc}/").fullmatch("/entities/91430100MA4L0000XX/")
    assert not pattern("/entities/{uscc}/").fullmatch("/entities/a/b/")
    assert not pattern("/entities/").fullmatch("/entities/a/")


def test_a_claimed_address_that_did_not_answer_fails_the_test(request: pytest.FixtureRequest) -> None:
    from architecture import proofs

    class Node:
        @staticmethod
        def iter_markers(name: str) -> list[object]:
            return [pytest.mark.proves("LP-01", at="/nowhere/").mark]

    class Request:
        node = Node()

    watching = proofs._proofs_were_seen.__wrapped__(Request()) if hasattr(proofs._proofs_were_seen, "__wrapped__") else None
    assert watching is not None
    next(watching)
    with pytest.raises(pytest.fail.Exception, match="/nowhere/"):
        next(watching)
