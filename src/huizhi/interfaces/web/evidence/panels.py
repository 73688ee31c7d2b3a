"""Evidence in the navigation."""

from django.utils.translation import gettext_lazy as _

from huizhi.kit.navigation import Entry, System

NAVIGATION = [
    Entry(
        _("证据材料"),
        "evidence",
        system=System.ENFORCEMENT,
        capability="evidence.view_evidence",
        order=40,
        words="evidence zhengju cailiao zjcl",
    ),
]
