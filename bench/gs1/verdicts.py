"""Valid strings are read, broken ones refused: each class of the dictionary, planted on purpose."""

from collections.abc import Callable, Mapping
from datetime import date

import msgspec

from bench.gs1.samples import COMPONENTS, IDENTIFIERS, Chance, Fill, valid_values, value_of
from models.warehouse.gs1.config import Config
from models.warehouse.gs1.elements import write
from models.warehouse.gs1.faults import Fault, Gs1Error
from models.warehouse.gs1.parse import parse
from models.warehouse.gs1.table import table

STRINGS = 20_000
BROKEN_EACH = 2_000
CONFIG = Config(today=date(2026, 11, 22))
FNC1 = "]C1"
_DATES = ("yymmdd", "yymmd0", "yyyymmdd")


class Broken(msgspec.Struct, frozen=True):
    """A string and the faults that would be the right answer."""

    text: str
    faults: frozenset[Fault]


def measure(chance: Chance) -> dict[str, float]:
    """Counts: valid strings refused, and broken ones of each class that were not caught as such."""
    valid = (valid_string(chance) for _ in range(STRINGS))
    figures: dict[str, float] = {
        "valid_strings": STRINGS,
        "refused_valid": sum(fault_of(text) is not None for text in valid),
    }
    for name, make in CLASSES.items():
        made = (make(chance) for _ in range(BROKEN_EACH))
        figures[f"escaped_{name}"] = sum(fault_of(each.text) not in each.faults for each in made)
    return figures


def measure_other(read: Callable[[str], bool], name: str, chance: Chance) -> dict[str, float]:
    """The same of another parser that only says whether it accepts, as shares of one."""
    refused = sum(not read(valid_string(chance)) for _ in range(BROKEN_EACH))
    broken = [make(chance).text for make in CLASSES.values() for _ in range(BROKEN_EACH // 10)]
    return {
        f"{name}_refused_valid_share": refused / BROKEN_EACH,
        f"{name}_escaped_share": sum(map(read, broken)) / len(broken),
    }


def valid_string(chance: Chance) -> str:
    """A code any reader should accept."""
    return FNC1 + write(valid_values(chance))


def fault_of(text: str) -> Fault | None:
    """Our verdict."""
    try:
        parse(text, CONFIG)
    except Gs1Error as error:
        return error.fault
    return None


def _last(name: str, value: str, *faults: Fault) -> Broken:
    """The broken value stands last and alone, so that nothing after it is drawn in."""
    return Broken(FNC1 + name + value, frozenset(faults))


def _with_linter(chance: Chance, *names: str) -> tuple[str, int, int]:
    """An identifier that has one of these checks, and where its component begins and ends."""
    while True:
        identifier, at = chance.choice(IDENTIFIERS), 0
        for component in COMPONENTS[identifier]:
            if set(names) & set(component.linters):
                return identifier, at, at + component.longest
            at += component.longest


def too_long(chance: Chance) -> Broken:
    """One character past the longest. After a value of fixed length it is a stray identifier."""
    name = chance.choice(IDENTIFIERS)
    value = value_of(name, chance, Fill.LONGEST).ljust(table().forms[name].longest, "0")
    return _last(name, value + "0", Fault.BAD_GS1)


def too_short(chance: Chance) -> Broken:
    """One character short of the shortest."""
    name = chance.choice(IDENTIFIERS)
    shortest = table().forms[name].shortest
    return _last(name, value_of(name, chance, Fill.SHORTEST)[: shortest - 1], Fault.BAD_GS1)


def bad_character(chance: Chance) -> Broken:
    """A letter among digits, or what its character set lacks."""
    name = chance.choice(IDENTIFIERS)
    value = value_of(name, chance, Fill.SHORTEST)
    strange = "A$#" if table().forms[name].digits else "$@[é\x7f"
    at = chance.randrange(len(value))
    value = value[:at] + chance.choice(strange) + value[at + 1 :]
    return _last(name, value, Fault.BAD_CHARACTER)


def bad_check_digit(chance: Chance) -> Broken:
    """Any other last digit than the right one."""
    name, _, end = _with_linter(chance, "csum")
    value = value_of(name, chance)
    digit = str((int(value[end - 1]) + chance.randint(1, 9)) % 10)
    return _last(name, value[: end - 1] + digit + value[end:], Fault.BAD_CHECK_DIGIT)


def bad_check_pair(chance: Chance) -> Broken:
    """Another last character of a GMN."""
    name, _, _ = _with_linter(chance, "csumalpha")
    value = value_of(name, chance)
    last = chance.choice([each for each in "23456789ABCDEFGH" if each != value[-1]])
    return _last(name, value[:-1] + last, Fault.BAD_CHECK_DIGIT)


def bad_date(chance: Chance) -> Broken:
    """Month 00 or 13, day 32, 30 February."""
    name, _, end = _with_linter(chance, *_DATES)
    value = value_of(name, chance, Fill.LONGEST)
    value = value[: end - 4] + chance.choice(("0015", "1301", "0132", "0230", "0431")) + value[end:]
    return _last(name, value, Fault.BAD_DATE)


def day_zero(chance: Chance) -> Broken:
    """Day 00 where the dictionary forbids it."""
    name, _, end = _with_linter(chance, "yymmdd")
    value = value_of(name, chance, Fill.LONGEST)
    return _last(name, value[: end - 2] + "00" + value[end:], Fault.BAD_DATE)


def missing_pair(chance: Chance) -> Broken:
    """One that requires another, alone."""
    while True:
        name = chance.choice(IDENTIFIERS)
        if table().identifiers[name].required:
            return _last(name, value_of(name, chance), Fault.MISSING_PAIR)


def exclusive_pair(chance: Chance) -> Broken:
    """Two that exclude each other, the rest complete."""
    while True:
        values = valid_values(chance)
        excluded = sorted(set().union(*(table().identifiers[name].excluded for name in values)))
        if excluded:
            name = chance.choice(excluded)
            text = FNC1 + write({**values, name: value_of(name, chance)})
            return Broken(text, frozenset({Fault.EXCLUSIVE_PAIR}))


def repeated(chance: Chance) -> Broken:
    """One identifier with two values."""
    name = "01"
    one, other = (value_of(name, chance) for _ in range(2))
    assert one != other
    return Broken(FNC1 + name + one + name + other, frozenset({Fault.REPEATED}))


def unknown(chance: Chance) -> Broken:
    """An identifier that was never given out."""
    name = chance.choice([f"{n:02}" for n in range(100) if f"{n:02}" not in table().widths])
    return _last(name, value_of("10", chance), Fault.BAD_GS1)


CLASSES: Mapping[str, Callable[[Chance], Broken]] = {
    "too_long": too_long,
    "too_short": too_short,
    "character": bad_character,
    "check_digit": bad_check_digit,
    "check_pair": bad_check_pair,
    "date": bad_date,
    "day_zero": day_zero,
    "missing_pair": missing_pair,
    "exclusive_pair": exclusive_pair,
    "repeated": repeated,
    "unknown_identifier": unknown,
}
