"""The tree of organs, and in each county an officer with a certificate."""

from datetime import date

from huizhi.kernel.access import services as access
from huizhi.kernel.organisations import services
from tests.walk.world import County


def plant(county: County) -> dict[str, object]:
    with access.scope(access.system_viewer("reference")):
        services.standard_tree(province="43", by="walk", at=county.at, stations=False)
    with access.scope(county.viewer):
        services.register_officers(
            [services.OfficerRow(scope_code=county.code, number="1", name=f"执法{county.mark}")], by="walk", at=county.at
        )
        services.register_certificates(
            [
                services.CertificateRow(
                    scope_code=county.code,
                    officer_number="1",
                    kind="行政执法证",
                    number=f"证{county.mark}",
                    expires_on=date(2030, 1, 1),
                )
            ],
            by="walk",
            at=county.at,
        )
    return {
        "division.code": county.code,
        "organ.scope_code": county.code,
        "public_organ.scope_code": county.code,
        "organisations_template.kind": "officers",
    }
