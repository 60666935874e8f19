"""A separator that got lost, put back where master data leaves but one place for it.

Printers and scanners drop separators (jodal/biip#137). The string then has several readings; one is
taken only if its GTIN is known, it carries what that item is tracked by, and no other does.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from models.warehouse.gs1.config import GS, Config
from models.warehouse.gs1.elements import unfit
from models.warehouse.gs1.faults import Fault, Gs1Error
from models.warehouse.gs1.parse import ELEMENT_SYMBOLOGIES, element_text, parse, tidy
from models.warehouse.gs1.reading import Carrier, Reading, Values
from models.warehouse.gs1.table import PRINTABLE, table
from models.warehouse.gs1.views import reading_of

INBOUND = frozenset(
    {"00", "01", "02", "10", "11", "13", "15", "17", "20", "21", "30", "37"}
) | frozenset(f"{family}{decimals}" for family in ("310", "320", "330") for decimals in range(6))
"""Identifiers on what suppliers send: the only ones a repair believes in."""
STEPS_MAX = 20_000
"""Values tried for one string, some 20 ms; a string with more readings is ambiguous anyway."""
CANDIDATES_MAX = 8


class Tracked(NamedTuple):
    """What labels of an item must carry."""

    lot: bool
    expiry: bool
    serial: bool = False


Known = Callable[[str], Tracked | None]
"""GTIN-14 to how the item is tracked; None where no item has it."""


def repair(text: str, known: Known, config: Config) -> Reading:
    """The strict reading where it fits its item, else the one other reading that does.

    Raises Gs1Error: what is wrong with the code as it stands, or ambiguous with the candidates.
    """
    wrong: Gs1Error | None = None
    strict: Reading | None = None
    try:
        strict = parse(text, config)
    except Gs1Error as error:
        wrong = error
    if strict is not None and (
        strict.carrier is not Carrier.ELEMENT_STRING or _fits(strict, known)
    ):
        return strict
    fitting = _fitting(text, known, config)
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        raise Gs1Error(Fault.AMBIGUOUS, candidates=tuple(fitting[:CANDIDATES_MAX])) from wrong
    if strict is not None:
        return strict
    assert wrong is not None
    raise wrong


def _fitting(text: str, known: Known, config: Config) -> list[Reading]:
    """The readings that fit what is known of their item."""
    try:
        code = tidy(text)
    except Gs1Error:
        return []
    if code[:3] in ELEMENT_SYMBOLOGIES:
        code = code[3:]
    code = element_text(code, config)
    if PRINTABLE.fullmatch(code) is None or code[:2] not in table().widths:
        return []
    found = []
    for values in readings(code, config.today.year):
        reading = _reading(values, config)
        if reading is not None and _fits(reading, known):
            found.append(reading)
    return found


def _reading(values: Values, config: Config) -> Reading | None:
    try:
        return reading_of(Carrier.ELEMENT_STRING, values, config, repaired=True)
    except Gs1Error:
        return None


def _fits(reading: Reading, known: Known) -> bool:
    gtin = reading.gtin or reading.content
    tracked = None if gtin is None else known(gtin)
    if tracked is None:
        return False
    return not (
        (tracked.lot and reading.lot is None)
        or (tracked.expiry and reading.expiry is None and reading.best_before is None)
        or (tracked.serial and reading.serial is None)
    )


def readings(code: str, year: int, believed: frozenset[str] = INBOUND) -> Iterator[Values]:
    """Every way to cut the string into valid values of these identifiers, none twice.

    Raises Gs1Error, ambiguous, after STEPS_MAX values.
    """
    steps = 0
    pending: list[tuple[int, Values]] = [(0, {})]
    while pending:
        at, taken = pending.pop()
        if at == len(code):
            yield taken
            continue
        for name, value, stop in _next(code, at, year, believed):
            steps += 1
            if steps > STEPS_MAX:
                raise Gs1Error(Fault.AMBIGUOUS, name, at)
            if name not in taken:
                pending.append((stop, {**taken, name: value}))


def _next(
    code: str, at: int, year: int, believed: frozenset[str]
) -> Iterator[tuple[str, str, int]]:
    """The values that may stand here, and where the string goes on after each."""
    start = at + table().widths.get(code[at : at + 2], 2)
    name = code[at:start]
    if name not in believed:
        return
    form = table().forms[name]
    separator = code.find(GS, start)
    end = len(code) if separator < 0 else separator
    for stop in range(start + form.shortest, min(end, start + form.longest) + 1):
        value = code[start:stop]
        if unfit(form, value, year) is None:
            yield name, value, stop + (code[stop : stop + 1] == GS)
