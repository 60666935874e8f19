"""One door for whatever a scanner sends or a person types from a label."""

from collections.abc import Sequence

from models.warehouse.barcodes import (
    GTIN_LENGTHS,
    SSCC_DIGITS,
    UPC_E_DIGITS,
    as_gtin,
    holds,
    upc_a,
)
from models.warehouse.gs1.config import GS, LENGTH_MAX, Config
from models.warehouse.gs1.digital_link import is_link, read_link
from models.warehouse.gs1.elements import read_elements
from models.warehouse.gs1.faults import Fault, Gs1Error
from models.warehouse.gs1.reading import Carrier, Reading, Values
from models.warehouse.gs1.text_form import read_bracketed
from models.warehouse.gs1.views import reading_of

ELEMENT_SYMBOLOGIES = frozenset({"]C1", "]d2", "]Q3", "]e0", "]J1"})
EAN_UPC, EAN_UPC_WITH_ADD_ON, ITF = "]E", "]E3", "]I"
_EAN_13_DIGITS = 13
# Blanks, and what imagers pad short reads with.
_EDGE = " \t\r\n\x00\x16"
_ZERO_WIDTH = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"))
_PLAIN_LENGTHS = frozenset({*GTIN_LENGTHS, SSCC_DIGITS})

Read = tuple[Carrier, Values]


def parse(text: str, config: Config) -> Reading:
    """What a code says. Raises Gs1Error, and nothing else."""
    carrier, values = read(text, config)
    return reading_of(carrier, values, config)


def parse_piece(texts: Sequence[str], config: Config) -> Reading:
    """What all codes on one piece say together; pairs are checked over them all."""
    carriers, values = [], Values()
    for text in texts:
        carrier, found = read(text, config)
        carriers.append(carrier)
        for name, value in found.items():
            if values.setdefault(name, value) != value:
                raise Gs1Error(Fault.REPEATED, name)
    assert carriers
    return reading_of(carriers[0], values, config)


def read(text: str, config: Config) -> Read:
    """The values of a code, each checked by itself."""
    code = tidy(text)
    symbology = ""
    if code[:1] == "]":
        symbology, code = code[:3], code[3:]
        if symbology in ELEMENT_SYMBOLOGIES:
            return _elements(code, config)
        if symbology == EAN_UPC_WITH_ADD_ON:
            code = code[:_EAN_13_DIGITS]
    if len(code) in _PLAIN_LENGTHS and code.isdigit() and code.isascii():
        return _plain(code, symbology)
    if is_link(code):
        return Carrier.DIGITAL_LINK, read_link(code, config.today.year)
    if symbology:
        # Plain Code 128, an ordinary matrix code or a damaged EAN: not GS1, whatever it looks like.
        raise Gs1Error(Fault.BAD_GS1)
    if code[:1] == "(":
        return Carrier.ELEMENT_STRING, read_bracketed(code, config.today.year)
    return _elements(code, config)


def tidy(text: str) -> str:
    """Without what was added at the ends, and what cannot be seen."""
    if len(text) > LENGTH_MAX:
        raise Gs1Error(Fault.TOO_LONG, position=LENGTH_MAX)
    if not text.isascii():
        text = text.translate(_ZERO_WIDTH)
    return text.strip(_EDGE)


def element_text(code: str, config: Config) -> str:
    """An element string with GS alone for separator, none leading or trailing."""
    for separator in config.separators:
        code = code.replace(separator, GS)
    return code.strip(GS)


def _elements(code: str, config: Config) -> Read:
    plain = element_text(code, config)
    if not plain:
        raise Gs1Error(Fault.BAD_GS1)
    return Carrier.ELEMENT_STRING, read_elements(plain, config.today.year)


def _plain(code: str, symbology: str) -> Read:
    """Digits alone. Without symbology id they are this and no element string: the check digit of a
    mistyped EAN must not be read as the end of an order number."""
    if len(code) == SSCC_DIGITS:
        if symbology.startswith((EAN_UPC, ITF)):
            raise Gs1Error(Fault.BAD_GS1)
        if not holds(code):
            raise Gs1Error(Fault.BAD_CHECK_DIGIT, "00")
        return Carrier.SSCC, {"00": code}
    gtin = as_gtin(code)
    if len(code) == UPC_E_DIGITS and (long := upc_a(code)) and (expanded := as_gtin(long)):
        if gtin is not None:
            raise Gs1Error(Fault.AMBIGUOUS, "01", candidates=(_of_gtin(gtin), _of_gtin(expanded)))
        gtin = expanded
    if gtin is None:
        raise Gs1Error(Fault.BAD_CHECK_DIGIT, "01")
    return Carrier.GTIN, {"01": gtin}


def _of_gtin(gtin: str) -> Reading:
    return Reading(Carrier.GTIN, (("01", gtin),), gtin)
