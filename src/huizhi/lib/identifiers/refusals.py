"""Why a code was refused. No message repeats the code itself: it may be a person's identity number."""

from typing import ClassVar

from huizhi.lib.refusal import Refusal


class IdentifierRefused(Refusal):
    """Base. `identifier` is the kind of code in Chinese; `position` counts from 1, None means the whole code."""

    code = "ID-000"
    status = 422
    advice: ClassVar[str] = "请对照证照原件核对后重新填写"

    def __init__(self, what: str, *, identifier: str, rule: str, position: int | None = None) -> None:
        super().__init__(what, rule=rule, remedy=self.advice)
        self.identifier = identifier
        self.position = position


class LengthWrong(IdentifierRefused):
    """Too long or too short."""

    code = "ID-001"


class ForeignCharacter(IdentifierRefused):
    """A character that the standard does not use at this place."""

    code = "ID-002"


class DepartmentUnknown(IdentifierRefused):
    """First character of a USCC is no registering department."""

    code = "ID-003"


class CategoryUnknown(IdentifierRefused):
    """Second character of a USCC is no category of that department."""

    code = "ID-004"


class RegionUnknown(IdentifierRefused):
    """The division digits cannot be a GB/T 2260 code."""

    code = "ID-005"


class InnerCheckWrong(IdentifierRefused):
    """The organisation code inside a USCC fails its own check character."""

    code = "ID-006"


class CheckCharacterWrong(IdentifierRefused):
    """The last character does not follow from the others."""

    code = "ID-007"


class DateImpossible(IdentifierRefused):
    """A birth date that no calendar has, or that has not come yet."""

    code = "ID-008"


def demand_length(text: str, length: int, *, identifier: str, rule: str) -> None:
    """Refuse a code of any other length."""
    if len(text) != length:
        raise LengthWrong(f"{identifier}应为{length}位，实为{len(text)}位", identifier=identifier, rule=rule)


def demand_alphabet(text: str, alphabet: frozenset[str], *, identifier: str, rule: str, offset: int = 0) -> None:
    """Refuse the first character outside `alphabet`; `offset` characters of the code stand before `text`."""
    if alphabet.issuperset(text):
        return
    for position, character in enumerate(text, start=offset + 1):
        if character not in alphabet:
            raise ForeignCharacter(
                f"{identifier}第{position}位不能是“{character}”", identifier=identifier, rule=rule, position=position
            )
