"""From checked values to the typed reading a warehouse works with."""

from models.warehouse.gs1.config import Config
from models.warehouse.gs1.dates import last_or_day_of
from models.warehouse.gs1.faults import Gs1Error
from models.warehouse.gs1.pairs import together
from models.warehouse.gs1.reading import Carrier, Measure, Reading, Values

_POUNDS = "320"


def reading_of(carrier: Carrier, values: Values, config: Config, repaired: bool = False) -> Reading:
    """Check which identifiers stand together, then name what is known."""
    known = together(tuple(values), config.complete)
    breach, weight = known.breach, known.weight
    if breach is not None:
        raise Gs1Error(breach.fault, breach.identifier, other=breach.others)
    value, year = values.get, config.today.year
    expiry, best_before, production = value("17"), value("15"), value("11")
    count = value("37") or value("30")
    if expiry is None and (minute := value("7003")) is not None:
        expiry = minute[:6]
    return Reading(
        carrier,
        tuple(values.items()),
        value("01"),
        value("00"),
        value("02"),
        value("10"),
        value("21"),
        None if expiry is None else last_or_day_of(expiry, year),
        None if best_before is None else last_or_day_of(best_before, year),
        None if production is None else last_or_day_of(production, year),
        None if count is None else int(count),
        None if weight is None else _measure(weight, values[weight]),
        repaired,
    )


def _measure(name: str, value: str) -> Measure:
    """The last digit of the identifier says how many of the value's digits are decimals."""
    return Measure(int(value), int(name[3]), "lb" if name.startswith(_POUNDS) else "kg")
