"""Answers about the law: what is in force on a day, what rests on an instrument, which law governs a topic."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from huizhi.kernel.rulebook.loading import book
from huizhi.kernel.rulebook.types import Confidence, DatedValue, Instrument, Rule, Status, Switch
from huizhi.lib.counting_rules import COUNTING_RULES
from huizhi.lib.refusal import Refusal


class NoSuchRule(Refusal):
    """A rule of that name does not stand in the law files."""

    code = "RUL-002"
    status = 404


class NothingInForce(Refusal):
    """On that day the rule had no value: it was not yet in force, or it had been repealed."""

    code = "RUL-003"
    status = 409


class NoSuchInstrument(Refusal):
    """No instrument of that key, number or title stands in the law files."""

    code = "RUL-004"
    status = 404


@dataclass(frozen=True)
class InForce:
    """The value of a rule on a day, with what an officer must know before resting on it."""

    key: str
    rule: Rule
    value: DatedValue
    day: date

    @property
    def number(self) -> int:
        """The integer itself."""
        assert self.value.value is not None  # noqa: S101 (in_force refuses a repealed value)
        return self.value.value

    @property
    def superseded(self) -> tuple[str, ...]:
        """The instruments of this value that another one had replaced by that day: its text has to be looked up anew."""
        return tuple(key for key in self.value.instruments if _was_replaced(key, self.day))

    @property
    def is_unsure(self) -> bool:
        """Whether law.md itself is unsure of the value."""
        return self.value.confidence is Confidence.UNSURE


@dataclass(frozen=True)
class Resting:
    """What rests on an instrument."""

    key: str
    instrument: Instrument
    values: tuple[tuple[str, Rule, DatedValue], ...]
    switches: tuple[tuple[str, Switch], ...]
    amends: tuple[str, ...]  # instruments that it amends
    counting: tuple[str, ...]  # ways of counting days that it sets

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules, each once."""
        return tuple(dict.fromkeys(key for key, _, _ in self.values))


def rule(key: str) -> Rule:
    """The rule of that name."""
    found = book().rules.get(key)
    if found is None:
        raise NoSuchRule(f"法规库中没有规则“{key}”", remedy="请核对规则名称，或由法规处在规则文件中登记")
    return found


def in_force(key: str, day: date) -> InForce:
    """The national value of a rule on a day; refused where there is none."""
    found = rule(key)
    value = found.on(day)
    if value is None:
        raise NothingInForce(f"“{found.zh}”在 {day} 尚无数值", rule=key, remedy="请核对事项发生日期")
    if value.value is None:
        raise NothingInForce(f"“{found.zh}”自 {value.since} 起已废止", rule=key, remedy="请按新规定办理")
    return InForce(key, found, value, day)


def _was_replaced(key: str, day: date) -> bool:
    successor = book().instruments.get(book().instruments[key].successor or "")
    return successor is not None and (successor.effective_on is None or successor.effective_on <= day)


def rests_on(key: str) -> Resting:
    """Everything in the law files that rests on an instrument."""
    found = book().instruments.get(key)
    if found is None:
        raise NoSuchInstrument(f"法规库中没有法律文件“{key}”", remedy="可按文号（如“121号令”）或名称查找")
    return Resting(
        key=key,
        instrument=found,
        values=tuple(
            (name, rule, value) for name, rule in book().rules.items() for value in rule.values if key in value.instruments
        ),
        switches=tuple((name, s) for name, s in book().switches.items() if key in (*s.old, *s.new)),
        amends=tuple(name for name, i in book().instruments.items() if key in i.amended_by),
        counting=tuple(name for name, instrument in COUNTING_INSTRUMENTS.items() if instrument == key),
    )


# Which instrument each way of counting days belongs to.
COUNTING_INSTRUMENTS = {
    "penalty_law": "administrative_penalty_law",
    "penalty_procedure": "penalty_procedure",
    "coercion": "administrative_coercion_law",
    "licensing": "administrative_licensing_law",
    "licensing_applicant": "administrative_licensing_law",
    "reconsideration": "administrative_reconsideration_law",
    "complaints": "complaints_rules_2026",
    "registration": "registration_regulation",
    "transfer": "crime_referral_provisions",
}
assert set(COUNTING_INSTRUMENTS) == set(COUNTING_RULES)  # noqa: S101 (checked at start: a new way of counting names its law)

_ORDER = re.compile(r"(国务院|总局|市场监管总局|发改委|国知局)?(?:公告|令)?第?(\d+)号?令?(?:号)?")


def find_instruments(text: str) -> list[str]:
    """Instruments by key, by number in any of its spellings (总局令第121号, 121号令), or by part of the title."""
    words = re.sub(r"[\s《》]", "", text)
    if not words:
        return []
    if words in book().instruments:
        return [words]
    asked = _ORDER.fullmatch(words)
    if asked is not None:
        return [key for key, i in book().instruments.items() if _has_number(i, asked[1], asked[2])]
    return [key for key, i in book().instruments.items() if any(words.lower() in name.lower() for name in _names(i))]


def _has_number(instrument: Instrument, issuer: str | None, number: str) -> bool:
    own = _ORDER.fullmatch(instrument.document_number or "")
    if own is None or own[2] != number:
        return False
    return issuer is None or own[1] is None or own[1].endswith(issuer) or issuer.endswith(own[1])


def _names(instrument: Instrument) -> Iterator[str]:
    yield instrument.zh
    yield instrument.en
    yield from instrument.also
    if instrument.document_number is not None:
        yield instrument.document_number


def law_on(topic: str, day: date) -> tuple[str, ...]:
    """The instruments that govern a topic of law.md 0.4 on a day."""
    found = book().switches.get(topic)
    if found is None:
        raise NoSuchRule(f"法规库中没有衔接事项“{topic}”", remedy="请从新旧衔接列表中选择")
    return found.governs(day)


def status_on(key: str, day: date) -> Status:
    """Where an instrument stood on a day."""
    found = book().instruments[key]
    if found.status in {Status.DRAFT, Status.UNKNOWN}:
        return found.status
    if found.effective_on is not None and day < found.effective_on:
        return Status.UNKNOWN
    return Status.SUPERSEDED if _was_replaced(key, day) else Status.IN_FORCE
