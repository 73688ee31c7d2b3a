"""Acts on the tree of organs, officers, certificates and power lists."""

from datetime import datetime

from huizhi.kernel.organisations.importing import (
    Checked,
    RowError,
    check,
    import_kinds,
    keep_upload,
    kept_upload,
    load,
    template,
    write_refused,
)
from huizhi.kernel.organisations.reference import load_divisions
from huizhi.kernel.organisations.registering import (
    CertificateRow,
    OfficerRow,
    OrganRow,
    PostRow,
    PowerRow,
    adopt_power_list,
    bureau_name,
    register_certificates,
    register_officers,
    register_organs,
    register_posts,
    serve_division,
    standard_tree,
    withdraw_certificate,
)

__all__ = [
    "CertificateRow",
    "Checked",
    "OfficerRow",
    "OrganRow",
    "PostRow",
    "PowerRow",
    "RowError",
    "adopt_power_list",
    "bureau_name",
    "check",
    "import_kinds",
    "keep_upload",
    "kept_upload",
    "load",
    "load_reference",
    "register_certificates",
    "register_officers",
    "register_organs",
    "register_posts",
    "serve_division",
    "standard_tree",
    "template",
    "withdraw_certificate",
    "write_refused",
]


def load_reference(*, at: datetime) -> None:
    """What `migrate` loads as the owner: the divisions of every year that the house brings with it."""
    load_divisions(at=at)
