"""The law is the same for both counties: one thing of each kind, to fill the addresses."""

from tests.walk.world import County


def plant(county: County) -> dict[str, object]:
    return {
        "rule.key": "consumer_protection.complaints.mediation",
        "instrument.key": "complaints_rules_2026",
        "public_instrument.key": "complaints_rules_2026",
        "parameter.key": "hn.hearing.amount_person",
        "confirm_edit.key": "hn.hearing.amount_person",
        "calendar.year": 2025,
    }
