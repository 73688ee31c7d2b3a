"""组织机构代码, GB 11714-1997: eight characters and a check character, also positions 9 to 17 of a USCC."""

from dataclasses import dataclass

from huizhi.lib.identifiers.refusals import CheckCharacterWrong, demand_alphabet, demand_length

NAME = "组织机构代码"
RULE = "GB 11714-1997"
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
CHARACTERS = frozenset(ALPHABET)
CHECKS = frozenset("0123456789X")
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_OF = "0X987654321"  # by the weighted sum modulo 11: 11 - 0 reads 0, 11 - 1 = 10 reads X


@dataclass(frozen=True, slots=True)
class OrganisationCode:
    """A valid code; `written` is the form with the hyphen."""

    text: str

    @property
    def written(self) -> str:
        """As printed on the old certificate."""
        return f"{self.text[:8]}-{self.text[8]}"


def organisation_check(body: str) -> str:
    """The check character of eight characters from 0-9 and A-Z."""
    return _CHECK_OF[sum(_VALUES[character] * weight for character, weight in zip(body, _WEIGHTS, strict=True)) % 11]


def parse_organisation_code(text: str) -> OrganisationCode:
    """Read nine characters without the hyphen, or refuse."""
    demand_length(text, 9, identifier=NAME, rule=RULE)
    demand_alphabet(text[:8], CHARACTERS, identifier=NAME, rule=RULE)
    demand_alphabet(text[8], CHECKS, identifier=NAME, rule=RULE, offset=8)
    if text[8] != organisation_check(text[:8]):
        raise CheckCharacterWrong(f"{NAME}第9位校验码不符", identifier=NAME, rule=RULE, position=9)
    return OrganisationCode(text)
