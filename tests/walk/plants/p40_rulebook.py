"""The law is the same in every county: the plant only names one rule, one instrument, one parameter and one year."""

from huizhi.kernel.access import services as access
from huizhi.kernel.rulebook import models
from tests.walk.world import County


def plant(county: County) -> dict[str, object]:
    with access.scope(county.viewer):
        rule = models.RuleValue.objects.order_by("rule").first()
        instrument = models.Instrument.objects.order_by("key").first()
    assert rule is not None
    assert instrument is not None
    parameter = "hn.hearing.amount_org"
    return {
        "rule.key": rule.rule, "instrument.key": instrument.key, "public_instrument.key": instrument.key, "year": 2026,
        "parameter.key": parameter, "confirm_edit.key": parameter, "key": instrument.key,
    }  # fmt: skip
