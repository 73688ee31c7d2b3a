"""What no single entry can show: that each thing named exists, and that the dates agree."""

from collections.abc import Iterator

from huizhi.kernel.rulebook.marked_yaml import LawFileRefused
from huizhi.kernel.rulebook.types import DatedValue, Instrument, Rulebook


def problems_of(book: Rulebook) -> Iterator[LawFileRefused]:
    """Every contradiction between the entries, each at the line of the entry that makes it."""
    yield from _instruments(book)
    yield from _rules(book)
    for key, switch in book.switches.items():
        yield from _known(book, f"switches.{key}", [*switch.old, *switch.new])


def _refuse(book: Rulebook, place: str, what: str) -> LawFileRefused:
    located = book.places[place]
    return LawFileRefused(located.file, located.line, f"“{place.partition('.')[2]}”{what}")


def _known(book: Rulebook, place: str, instruments: list[str]) -> Iterator[LawFileRefused]:
    for key in instruments:
        if key not in book.instruments:
            yield _refuse(book, place, f"引用了未登记的法律文件“{key}”（请先在 instruments/ 中登记）")


def _instruments(book: Rulebook) -> Iterator[LawFileRefused]:
    for key, instrument in book.instruments.items():
        place = f"instruments.{key}"
        neighbours = [n for n in (instrument.predecessor, instrument.successor, *instrument.amended_by) if n]
        yield from _known(book, place, neighbours)
        yield from _both_ways(book, key, instrument)


def _both_ways(book: Rulebook, key: str, instrument: Instrument) -> Iterator[LawFileRefused]:
    place = f"instruments.{key}"
    after = book.instruments.get(instrument.successor or "")
    before = book.instruments.get(instrument.predecessor or "")
    if after is not None and after.predecessor != key:
        yield _refuse(book, place, f"的替代文件“{instrument.successor}”没有写明前身 predecessor 为“{key}”")
    if before is not None and before.successor != key:
        yield _refuse(book, place, f"的前身“{instrument.predecessor}”没有写明替代文件 successor 为“{key}”")
    if before is not None and before.effective_on and instrument.effective_on and before.effective_on >= instrument.effective_on:
        yield _refuse(book, place, f"的施行日 {instrument.effective_on} 不晚于前身的施行日 {before.effective_on}")


def _rules(book: Rulebook) -> Iterator[LawFileRefused]:
    for key, rule in book.rules.items():
        place = f"rules.{key}"
        if rule.parameter is not None and rule.parameter not in book.parameters:
            yield _refuse(book, place, f"引用了未登记的省级参数“{rule.parameter}”")
        for value in rule.values:
            yield from _known(book, place, list(value.instruments))
            yield from _not_before_its_law(book, place, value)


def _not_before_its_law(book: Rulebook, place: str, value: DatedValue) -> Iterator[LawFileRefused]:
    instrument = book.instruments.get(value.instrument or "")
    if instrument is None or instrument.effective_on is None or value.since is None:
        return
    if value.since < instrument.effective_on:
        yield _refuse(book, place, f"自 {value.since} 起，早于“{instrument.zh}”的施行日 {instrument.effective_on}")
