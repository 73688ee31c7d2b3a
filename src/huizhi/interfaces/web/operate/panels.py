"""The operator's page in the navigation."""

from django.utils.translation import gettext_lazy as _

from huizhi.kit.navigation import Entry, System

NAVIGATION = [
    Entry(_("运行状况"), "operate", system=System.OPERATION, capability="ledger.read_health", words="operate yunxing yxzk")
]
