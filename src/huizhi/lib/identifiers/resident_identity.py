"""公民身份号码, GB 11643-1999: division, birth date, sequence, check by ISO 7064 MOD 11-2 (confidence K)."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from huizhi.lib.identifiers.division_code import DIGITS, demand_region
from huizhi.lib.identifiers.refusals import CheckCharacterWrong, DateImpossible, demand_alphabet, demand_length

NAME = "公民身份号码"
RULE = "GB 11643-1999"
CHECKS = frozenset("0123456789X")
FOREIGN_RESIDENTS = frozenset({"91"})  # permanent residence cards for foreigners of the 2023 pattern
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_OF = "10X98765432"
_OLDEST = date(1850, 1, 1)


class Sex(StrEnum):
    """As the seventeenth digit says it."""

    MALE = "male"
    FEMALE = "female"


@dataclass(frozen=True, slots=True)
class ResidentIdentity:
    """A valid number. It never shows itself: `repr` and `str` carry only the masked form."""

    text: str = field(repr=False)
    region: str = field(repr=False)
    born: date = field(repr=False)
    sex: Sex = field(repr=False)

    @property
    def masked(self) -> str:
        """First three and last two characters, the rest hidden."""
        return f"{self.text[:3]}{'*' * 13}{self.text[-2:]}"

    def __str__(self) -> str:
        return self.masked


def identity_check(body: str) -> str:
    """The eighteenth character for seventeen digits."""
    return _CHECK_OF[sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True)) % 11]


def parse_resident_identity(text: str, *, on: date) -> ResidentIdentity:
    """Read eighteen characters, or refuse; `on` is the legal day of reading, after which nobody can have been born."""
    demand_length(text, 18, identifier=NAME, rule=RULE)
    demand_alphabet(text[:17], DIGITS, identifier=NAME, rule=RULE)
    demand_alphabet(text[17], CHECKS, identifier=NAME, rule=RULE, offset=17)
    demand_region(text[:6], identifier=NAME, rule=RULE, first=1, also=FOREIGN_RESIDENTS)
    born = _birth_date(text[6:14], on=on)
    if text[17] != identity_check(text[:17]):
        raise CheckCharacterWrong(f"{NAME}第18位校验码不符", identifier=NAME, rule=RULE, position=18)
    return ResidentIdentity(text, text[:6], born, Sex.MALE if int(text[16]) % 2 else Sex.FEMALE)


def _birth_date(digits: str, *, on: date) -> date:
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise DateImpossible(f"{NAME}第7至14位不是存在的日期", identifier=NAME, rule=RULE, position=7) from None
    if not _OLDEST <= born <= on:
        raise DateImpossible(f"{NAME}第7至14位的出生日期不在合理范围", identifier=NAME, rule=RULE, position=7)
    return born
