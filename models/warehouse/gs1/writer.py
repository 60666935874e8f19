"""What is printed: element strings and their human form, checked before they are written."""

from collections.abc import Sequence

from models.warehouse.gs1.config import Config
from models.warehouse.gs1.elements import check_value, write
from models.warehouse.gs1.faults import Fault, Gs1Error
from models.warehouse.gs1.pairs import together
from models.warehouse.gs1.reading import Element, Values
from models.warehouse.gs1.text_form import write_bracketed


def element_string(elements: Sequence[Element], config: Config) -> str:
    """The data of a symbol: no leading FNC1 (encoders add it), GS only where it is needed.

    Raises Gs1Error where a label would not be valid.
    """
    return write(_valid(elements, config))


def bracketed(elements: Sequence[Element], config: Config) -> str:
    """The human form; also what encoders such as zxing-cpp take as GS1 data."""
    return write_bracketed(_valid(elements, config))


def _valid(elements: Sequence[Element], config: Config) -> Values:
    values: Values = {}
    for name, value in elements:
        check_value(name, value, config.today.year)
        if values.setdefault(name, value) != value:
            raise Gs1Error(Fault.REPEATED, name)
    breach = together(tuple(values), config.complete).breach
    if breach is not None:
        raise Gs1Error(breach.fault, breach.identifier, other=breach.others)
    return values
