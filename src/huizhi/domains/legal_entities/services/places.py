"""What the checks of a file must know of divisions and organs, read once."""

from datetime import date

from huizhi.domains.legal_entities.rows import Places
from huizhi.kernel.organisations import queries as organisations


def known_places(on: date) -> Places:
    """Divisions of today and of earlier years, their successors, and the organs of the tree."""
    ever = organisations.division_codes()
    today = organisations.division_codes(today_only=True)
    return Places(
        today=frozenset(today),
        ever=frozenset(ever),
        successors=organisations.successors_today(),
        organs=frozenset(o.scope_code for o in organisations.subtree("")),
        organ_of=organisations.scope_codes_of_divisions(on=on),
        names=ever | today,
    )
