"""Values and strings made from the dictionary's own descriptions: valid ones, and ones that break a
rule of each class."""

import random
from collections.abc import Callable
from enum import Enum, auto

from models.warehouse.barcodes import check_digit
from models.warehouse.gs1.code_lists import COUNTRIES, COUNTRIES_ALPHA2, CURRENCIES, PACKAGES
from models.warehouse.gs1.dictionary import ROWS
from models.warehouse.gs1.linters import LINTERS
from models.warehouse.gs1.pairs import together
from models.warehouse.gs1.reading import Values
from models.warehouse.gs1.table import Component, components_of, identifiers_of, table

DIGITS = "0123456789"
CSET_82 = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
CSET_39 = "#-/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
CSET_64 = "-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
CSET_32 = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CHARACTERS = {"N": DIGITS, "X": CSET_82, "Y": CSET_39, "Z": CSET_64}
IDENTIFIERS = tuple(table().forms)
COMPONENTS = {name: components_of(row[3]) for row in ROWS for name in identifiers_of(row[0])}
TRIES_MAX = 2_000

Chance = random.Random


class Fill(Enum):
    """How long a value shall be."""

    SHORTEST = auto()
    LONGEST = auto()
    ANY = auto()


def value_of(identifier: str, chance: Chance, fill: Fill = Fill.ANY) -> str:
    """A valid value."""
    parts = []
    for component in COMPONENTS[identifier]:
        if component.optional and (
            fill is Fill.SHORTEST or (fill is Fill.ANY and chance.random() < 0.5)
        ):
            break
        parts.append(part_of(component, chance, fill))
    return "".join(parts)


def part_of(component: Component, chance: Chance, fill: Fill) -> str:
    """A valid component, by its first check that says how it is made."""
    length = {
        Fill.SHORTEST: component.shortest,
        Fill.LONGEST: component.longest,
        Fill.ANY: chance.randint(component.shortest, component.longest),
    }[fill]
    for name in component.linters:
        if name in MAKERS:
            return MAKERS[name](length, chance)
    text = "".join(chance.choices(CHARACTERS[component.characters], k=length))
    return _prefixed(text, chance) if "gcppos1" in component.linters else text


def _prefixed(text: str, chance: Chance) -> str:
    """A company prefix of four digits leads; nothing shorter can hold one."""
    return ("".join(chance.choices(DIGITS, k=4)) + text[4:]) if len(text) > 4 else _four(chance)


def _four(chance: Chance) -> str:
    return "".join(chance.choices(DIGITS, k=4))


def checked_digits(length: int, chance: Chance) -> str:
    """Digits of which the last is the check digit."""
    digits = "".join(chance.choices(DIGITS, k=length - 1))
    return digits + check_digit(digits)


def _pair_checked(length: int, chance: Chance) -> str:
    """A GMN, with a letter in it. Its check pair is found by trying them all, 1,024 at most."""
    body = _four(chance) + "A" + "".join(chance.choices(CSET_82, k=max(length - 7, 0)))
    pairs = (high + low for high in CSET_32 for low in CSET_32)
    return next(body + pair for pair in pairs if LINTERS["csumalpha"](body + pair, 0) is None)


def _iban(length: int, chance: Chance) -> str:
    length = max(length, 11)
    country, account = (
        chance.choice(sorted(COUNTRIES_ALPHA2)),
        "".join(chance.choices(DIGITS, k=length - 4)),
    )
    number = "".join(str(int(each, 36)) for each in f"{account}{country}00")
    return f"{country}{98 - int(number) % 97:02}{account}"


def _day(chance: Chance) -> str:
    return f"{chance.randint(0, 99):02}{chance.randint(1, 12):02}{chance.randint(1, 28):02}"


def _minute(chance: Chance) -> str:
    return f"{chance.randint(0, 23):02}{chance.randint(0, 59):02}"


def _pieces(chance: Chance) -> str:
    total = chance.randint(1, 99)
    return f"{chance.randint(1, total):02}{total:02}"


def _listed(codes: frozenset[str]) -> Callable[[int, Chance], str]:
    ordered = sorted(codes)

    def make(length: int, chance: Chance) -> str:
        fitting = [code for code in ordered if len(code) <= max(length, 2)]
        return chance.choice([code for code in fitting if len(code) == length] or fitting)

    return make


MAKERS: dict[str, Callable[[int, Chance], str]] = {
    "csum": checked_digits,
    "csumalpha": _pair_checked,
    "iban": _iban,
    "iso3166": _listed(COUNTRIES),
    "iso3166999": _listed(frozenset({"999"})),
    "iso3166alpha2": _listed(COUNTRIES_ALPHA2),
    "iso4217": _listed(CURRENCIES),
    "iso5218": _listed(frozenset("0129")),
    "packagetype": _listed(PACKAGES),
    "winding": _listed(frozenset("019")),
    "yesno": _listed(frozenset("01")),
    "hyphen": _listed(frozenset("-")),
    "importeridx": _listed(frozenset(CSET_64)),
    "mediatype": _listed(frozenset({"01", "10", "80", "99"})),
    "posinseqslash": _listed(frozenset({"1/1", "1/2", "2/3", "9/9"})),
    "zero": lambda length, _: "0" * length,
    "nonzero": lambda length, chance: str(chance.randint(1, 9)) * length,
    "nozeroprefix": lambda length, chance: str(chance.randint(10 ** (length - 1), 10**length - 1)),
    "latitude": lambda _, chance: f"{chance.randint(0, 1_800_000_000):010}",
    "longitude": lambda _, chance: f"{chance.randint(0, 3_600_000_000):010}",
    "pieceoftotal": lambda _, chance: _pieces(chance),
    "pcenc": lambda length, chance: "".join(chance.choices(DIGITS + "AZaz", k=length)),
    "yymmdd": lambda _, chance: _day(chance),
    "yymmd0": lambda _, chance: _day(chance)[:4] + chance.choice(("00", "01", "28")),
    "yyyymmdd": lambda _, chance: chance.choice(("19", "20")) + _day(chance),
    "hhmi": lambda _, chance: _minute(chance),
    "hh": lambda _, chance: _minute(chance)[:2],
    "mi": lambda _, chance: _minute(chance)[2:],
    "ss": lambda _, chance: _minute(chance)[2:],
}


def valid_values(chance: Chance) -> Values:
    """A few identifiers with all that they require, and values for them."""
    for _ in range(TRIES_MAX):
        names = _closed(chance.sample(IDENTIFIERS, chance.randint(1, 3)), chance)
        if names and together(names, True).breach is None:
            return {name: value_of(name, chance) for name in names}
    raise AssertionError("no set of identifiers stands together")


def _closed(wanted: list[str], chance: Chance) -> tuple[str, ...]:
    """With one alternative of each requirement; empty where they exclude each other."""
    names = list(wanted)
    for name in names:
        for requirement in table().identifiers[name].required:
            if requirement.single.isdisjoint(names):
                choices: list[tuple[str, ...]] = [(each,) for each in sorted(requirement.single)]
                choices += [tuple(min(each) for each in group) for group in requirement.groups]
                names += [each for each in chance.choice(choices) if each not in names]
    chance.shuffle(names)
    return tuple(names) if together(tuple(names), False).breach is None else ()
