"""Official codes: read strictly, refused by name with position and rule. Normalising is a separate, earlier step.

| code | standard | read by |
|---|---|---|
| 统一社会信用代码 | GB 32100-2015 | `parse_uscc` |
| 组织机构代码 | GB 11714-1997 | `parse_organisation_code` |
| 工商注册号 (15 digits, before 2015) | GS 15-2006 | `parse_registration_number` |
| 公民身份号码 | GB 11643-1999 | `parse_resident_identity` |
| 行政区划代码 (shape only) | GB/T 2260 | `parse_division_code` |

Sources: requirements/law.md section 3 for GB 32100 and GB 11714 (computation verified on 200 real codes); the rest is
known from the standards' public descriptions and verified by computation on public examples (confidence K).
"""

from huizhi.lib.identifiers.division_code import DivisionCode, DivisionLevel, parse_division_code
from huizhi.lib.identifiers.normalising import normalise_code
from huizhi.lib.identifiers.organisation_code import OrganisationCode, organisation_check, parse_organisation_code
from huizhi.lib.identifiers.refusals import (
    CategoryUnknown,
    CheckCharacterWrong,
    DateImpossible,
    DepartmentUnknown,
    ForeignCharacter,
    IdentifierRefused,
    InnerCheckWrong,
    LengthWrong,
    RegionUnknown,
)
from huizhi.lib.identifiers.registration_number import (
    RegistrationNumber,
    parse_registration_number,
    registration_check,
)
from huizhi.lib.identifiers.resident_identity import ResidentIdentity, Sex, identity_check, parse_resident_identity
from huizhi.lib.identifiers.uscc import DEPARTMENTS, Department, Uscc, assemble_uscc, is_uscc, parse_uscc, uscc_check

__all__ = [
    "DEPARTMENTS",
    "CategoryUnknown",
    "CheckCharacterWrong",
    "DateImpossible",
    "Department",
    "DepartmentUnknown",
    "DivisionCode",
    "DivisionLevel",
    "ForeignCharacter",
    "IdentifierRefused",
    "InnerCheckWrong",
    "LengthWrong",
    "OrganisationCode",
    "RegionUnknown",
    "RegistrationNumber",
    "ResidentIdentity",
    "Sex",
    "Uscc",
    "assemble_uscc",
    "identity_check",
    "is_uscc",
    "normalise_code",
    "organisation_check",
    "parse_division_code",
    "parse_organisation_code",
    "parse_registration_number",
    "parse_resident_identity",
    "parse_uscc",
    "registration_check",
    "uscc_check",
]
