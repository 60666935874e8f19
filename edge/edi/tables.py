"""The subset of EDIFACT this site speaks, as data: D.96A and D.01B, as EANCOM uses them.

A segment that is neither read nor named as one that says nothing to a warehouse is a fault: what is
not understood is never passed over in silence.
"""

from collections.abc import Mapping
from typing import Literal

import msgspec

RELEASES = frozenset({("D", "96A"), ("D", "01B")})
CHARSETS: Mapping[str, str] = {
    "UNOA": "ascii",
    "UNOB": "ascii",
    "UNOC": "latin-1",
    "UNOD": "iso8859-2",
    "UNOE": "iso8859-5",
    "UNOF": "iso8859-7",
    "UNOW": "utf-8",
    "UNOY": "utf-8",
}
"""By syntax identifier of UNB."""

Kind = Literal["ORDERS", "DESADV"]


class Speech(msgspec.Struct, frozen=True):
    """What is read of one kind of message."""

    document: frozenset[str]
    """BGM 1001: names of documents that are meant."""
    functions: Mapping[str, str]
    """BGM 1225: functions that are known; only `new` ones are loaded."""
    reads: frozenset[str]
    skips: frozenset[str]
    dates: Mapping[str, str]
    """DTM 2005 → what it is to us; others say nothing to a warehouse."""
    parties: Mapping[str, str]
    """NAD 3035 likewise."""
    quantities: Mapping[str, str]
    """QTY 6063 likewise."""


FUNCTIONS: Mapping[str, str] = {"": "new", "9": "new", "31": "new", "7": "again"}
"""Original, copy, and duplicate (what was sent before, which changes nothing). Changes and
cancellations (1, 3, 4, 5) are refused: a person decides what becomes of work begun."""
_COMMERCE = frozenset(
    ("ALC", "CTA", "COM", "CUX", "FTX", "IMD", "LOC", "MEA", "MOA", "PAI", "PAT", "PCD", "PRI",
     "RFF", "RNG", "TAX", "TDT", "TOD", "ALI", "CNT", "DOC", "QVR")
)  # fmt: skip

ORDERS = Speech(
    document=frozenset({"105", "220", "221", "224", "226", "227", "258"}),
    functions=FUNCTIONS,
    reads=frozenset({"BGM", "DTM", "NAD", "LIN", "PIA", "QTY", "UNS"}),
    skips=_COMMERCE | {"PAC", "PCI", "GIN", "SCC", "GIS"},
    dates={"2": "due", "63": "due", "64": "earliest", "137": "written"},
    parties={"BY": "partner"},
    quantities={"21": "quantity"},
)
DESADV = Speech(
    document=frozenset({"351"}),
    functions=FUNCTIONS,
    reads=frozenset({"BGM", "DTM", "NAD", "CPS", "PCI", "GIN", "LIN", "PIA", "QTY"}),
    skips=_COMMERCE | {"PAC", "EQD", "SEL", "HAN", "UNS"},
    dates={"17": "expected", "132": "expected", "191": "expected", "36": "expiry",
           "361": "expiry", "137": "written"},
    parties={"SU": "partner"},
    quantities={"12": "quantity"},
)  # fmt: skip
SPEECHES: Mapping[Kind, Speech] = {"ORDERS": ORDERS, "DESADV": DESADV}

ITEM_CODES = frozenset({"EN", "UP", "SRV", "SA", "BP", "IN", "MF"})
"""LIN and PIA 7143: GTINs first, then the supplier's, buyer's or maker's number."""
PIECES = frozenset({"", "PCE", "EA", "C62", "H87"})
"""QTY 6411: base units; packs are told apart by their GTIN."""
UNIT_CODE = "BJ"
LOT_CODES = frozenset({"BX", "BN"})
"""GIN 7405: serial shipping container code; batch number, serial number."""
DATE_FORMATS: Mapping[str, str] = {"102": "%Y%m%d", "203": "%Y%m%d%H%M", "204": "%Y%m%d%H%M%S"}
"""DTM 2379."""
DATE_DIGITS: Mapping[str, int] = {"%Y%m%d": 8, "%Y%m%d%H%M": 12, "%Y%m%d%H%M%S": 14}
