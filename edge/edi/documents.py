"""A message as the document it means: an order, or a delivery on its way. Pure; faults are listed,
each with its segment, and a document with a fault is none."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec

from edge.edi.reading import Message, Part
from edge.edi.tables import (
    DATE_DIGITS,
    DATE_FORMATS,
    ITEM_CODES,
    LOT_CODES,
    PIECES,
    RELEASES,
    SPEECHES,
    UNIT_CODE,
    Kind,
    Speech,
)
from models.warehouse.commands.base import CODE_CHARACTERS_MAX, LINES_MAX

QUANTITY_DIGITS_MAX = 9
_STRANGE = "only ORDERS and DESADV are read"


class Fault(msgspec.Struct, frozen=True):
    """What is wrong, in which message and segment (counted through the whole file)."""

    message: str
    segment: int
    tag: str
    code: str
    detail: str


class Line(msgspec.Struct, frozen=True):
    """What is wanted or comes: its codes in the order they are to be tried."""

    segment: int
    number: int
    codes: tuple[str, ...]
    quantity: int
    lot: str | None = None
    expiry: date | None = None
    unit: str | None = None


class Nested(msgspec.Struct, frozen=True):
    """A unit that comes in another one."""

    unit: str
    into: str


class Document(msgspec.Struct, frozen=True):
    """An order or a delivery as its message says it. `again`: only a copy of what was sent."""

    kind: Kind
    reference: str
    segment: int
    number: str
    partner: str
    due_at: datetime | None
    expected_on: date | None
    lines: tuple[Line, ...]
    again: bool
    nested: tuple[Nested, ...] = ()


def understood(message: Message, zone: ZoneInfo) -> Document | list[Fault]:
    """The document, or everything that is wrong with it."""
    if message.kind not in SPEECHES:
        return [Fault(message.reference, 0, "UNH", "unknown_message", _STRANGE)]
    if (message.version, message.release) not in RELEASES:
        said = f"{message.version}.{message.release} is neither D.96A nor D.01B"
        return [Fault(message.reference, 0, "UNH", "unknown_release", said)]
    kind: Kind = "ORDERS" if message.kind == "ORDERS" else "DESADV"
    return _Reader(message, kind, zone).read()


class _Reader:
    """Goes through the segments once; groups end where the next LIN or CPS begins."""

    def __init__(self, message: Message, kind: Kind, zone: ZoneInfo) -> None:
        self._message, self._kind, self._zone = message, kind, zone
        self._speech: Speech = SPEECHES[kind]
        self._faults: list[Fault] = []
        self._head: dict[str, str] = {}
        self._lines: list[Line] = []
        self._line: dict[str, str] = {}
        self._codes: list[str] = []
        self._line_part: Part | None = None
        self._unit: str | None = None
        self._package: str | None = None
        self._outer: str | None = None
        self._units: dict[str, str | None] = {}
        self._nested: dict[str, str | None] = {}
        self._due_at: datetime | None = None
        self._days: dict[str, date] = {}
        self._bgm = 0

    def read(self) -> Document | list[Fault]:
        """The document, or its faults."""
        for part in self._message.parts:
            if part.tag in self._speech.reads:
                _TAGS[part.tag](self, part)
            elif part.tag not in self._speech.skips:
                self._fault(part, "unknown_segment", f"{part.tag} is not in the subset")
        self._end_line()
        self._demand_head()
        if self._faults:
            return self._faults
        return Document(
            self._kind,
            self._message.reference,
            self._bgm,
            self._head["number"],
            self._head["partner"],
            self._due_at,
            self._days.get("expected"),
            tuple(self._lines),
            self._speech.functions[self._head["function"]] == "again",
            tuple(Nested(unit, into) for unit, into in self._nested.items() if into is not None),
        )

    # -- segments ---------------------------------------------------------------------------------

    def begin(self, part: Part) -> None:
        """BGM: what it is, its number, original or not."""
        self._bgm = part.place
        if part.at(0) not in self._speech.document:
            self._fault(part, "unknown_document", f"BGM {part.at(0)!r} is not one we take")
        if part.at(2) not in self._speech.functions:
            self._fault(part, "not_original", f"BGM function {part.at(2)!r}: only originals")
        self._head["number"], self._head["function"] = self._code(part, part.at(1)), part.at(2)

    def date(self, part: Part) -> None:
        """DTM: of the whole document, or of a line behind its LIN."""
        meaning = self._speech.dates.get(part.at(0))
        if meaning in (None, "written", "earliest"):
            return
        moment = self._moment(part)
        if moment is None:
            return
        if meaning == "expiry":
            self._demand_line(part)
            self._line["expiry"] = moment.date().isoformat()
        elif meaning == "due":
            self._due_at = moment
        else:
            self._days[str(meaning)] = moment.date()

    def party(self, part: Part) -> None:
        """NAD: who it is from."""
        meaning = self._speech.parties.get(part.at(0))
        if meaning is not None and self._line_part is None:
            self._head[meaning] = self._code(part, part.at(1))

    def package(self, part: Part) -> None:
        """CPS: another package, whose unit and lines follow, and the one it lies in. Without a unit
        of its own its goods lie in that of the package around it."""
        self._end_line()
        number, around = part.at(0), part.at(1)
        if number in self._units:
            self._fault(part, "package_twice", f"two packages have the number {number!r}")
        if around and around not in self._units:
            self._fault(part, "unknown_package", f"no package {around!r} comes before it")
        self._package = number
        self._unit = self._outer = self._units[number] = self._units.get(around)

    def numbers(self, part: Part) -> None:
        """GIN: the unit it comes in, or the lot of a line."""
        if part.at(0) == UNIT_CODE:
            self._unit_of_package(part)
        elif part.at(0) in LOT_CODES:
            if "lot" in self._line or part.at(1, 1) or part.at(2):
                self._fault(part, "several_lots", "one lot or serial number to a line")
            self._demand_line(part)
            self._line["lot"] = self._code(part, part.at(1))

    def _unit_of_package(self, part: Part) -> None:
        if self._line_part is not None or self._unit != self._outer or part.at(2):
            self._fault(part, "several_units", "one unit to a package, before its lines")
        self._unit = self._code(part, part.at(1))
        if self._unit == self._outer or self._nested.get(self._unit, self._outer) != self._outer:
            self._fault(part, "unit_elsewhere", f"{self._unit} lies in itself or in two others")
        self._nested[self._unit] = self._outer
        if self._package is not None:
            self._units[self._package] = self._unit

    def line(self, part: Part) -> None:
        """LIN: another line."""
        self._end_line()
        self._line_part = part
        self._item(part, part.at(2, 1), part.at(2))

    def more_codes(self, part: Part) -> None:
        """PIA: other numbers of the item."""
        for element in range(1, len(part.elements)):
            self._item(part, part.at(element, 1), part.at(element))

    def quantity(self, part: Part) -> None:
        """QTY: how much, in base units."""
        if part.at(0) not in self._speech.quantities or self._line_part is None:
            return
        if part.at(0, 2) not in PIECES:
            self._fault(part, "unknown_unit", f"{part.at(0, 2)!r}: quantities are in pieces")
        whole = part.at(0, 1).replace(",", ".").partition(".")
        if not whole[0].isdecimal() or whole[2].strip("0") or len(whole[0]) > QUANTITY_DIGITS_MAX:
            self._fault(part, "bad_quantity", f"{part.at(0, 1)!r} is no whole number above zero")
        elif "quantity" in self._line:
            self._fault(part, "quantity_twice", "one quantity to a line")
        else:
            self._line["quantity"] = whole[0]

    def nothing(self, part: Part) -> None:
        """UNS, PCI: structure without content of its own."""
        if part.tag == "UNS":
            self._end_line()

    # -- ends -------------------------------------------------------------------------------------

    def _end_line(self) -> None:
        part, said, codes = self._line_part, self._line, tuple(dict.fromkeys(self._codes))
        self._line_part, self._line, self._codes = None, {}, []
        if part is None:
            return
        number = part.at(0)
        if not number.isdecimal() or not 0 < int(number[:9]) <= 1_000_000:
            self._fault(part, "bad_line_number", f"{number!r} is no line number")
        elif not codes:
            self._fault(part, "no_item", "no GTIN and no number of the item")
        elif int(said.get("quantity", "0")) == 0:
            self._fault(part, "no_quantity", "the line has no quantity above zero")
        else:
            expiry = date.fromisoformat(said["expiry"]) if "expiry" in said else None
            quantity, lot = int(said["quantity"]), said.get("lot")
            line = Line(part.place, int(number), codes, quantity, lot, expiry, self._unit)
            self._lines.append(line)

    def _demand_head(self) -> None:
        parts = self._message.parts
        place = parts[0] if parts else Part(0, "UNH", ())
        if not self._head.get("number") or parts[0].tag != "BGM":
            self._fault(place, "no_number", "a message begins with BGM and its number")
        if not self._head.get("partner"):
            wanted = next(iter(self._speech.parties))
            self._fault(place, "no_partner", f"NAD+{wanted} says nobody")
        if not self._lines and not self._faults:
            self._fault(place, "no_lines", "there is no line")
        if max(len(self._lines), len(self._nested)) > LINES_MAX:
            self._fault(place, "too_many_lines", f"a document has {LINES_MAX} lines at most")
        numbers = [line.number for line in self._lines]
        if self._kind == "ORDERS" and len(set(numbers)) != len(numbers):
            self._fault(place, "line_number_twice", "two lines have the same number")

    def _item(self, part: Part, kind: str, code: str) -> None:
        if code and kind in ITEM_CODES and self._line_part is not None:
            self._codes.append(self._code(part, code))

    def _code(self, part: Part, code: str) -> str:
        if len(code) > CODE_CHARACTERS_MAX:
            self._fault(part, "too_long", f"a code has {CODE_CHARACTERS_MAX} characters at most")
        return code

    def _demand_line(self, part: Part) -> None:
        if self._line_part is None:
            self._fault(part, "no_line", "it belongs to a line, behind its LIN")

    def _moment(self, part: Part) -> datetime | None:
        """A day without an hour is over at its end, where the warehouse stands."""
        shape, text = DATE_FORMATS.get(part.at(0, 2) or "102", ""), part.at(0, 1)
        try:
            if len(text) != DATE_DIGITS.get(shape):
                raise ValueError
            found = datetime.strptime(text, shape).replace(tzinfo=self._zone)
        except ValueError:
            self._fault(part, "bad_date", f"{text!r} is no date as DTM 2379 says")
            return None
        if shape == DATE_FORMATS["102"]:
            return datetime.combine(found.date(), time.max, self._zone) - timedelta(
                microseconds=999_999
            )
        return found

    def _fault(self, part: Part, code: str, detail: str) -> None:
        self._faults.append(Fault(self._message.reference, part.place, part.tag, code, detail))


_TAGS: Mapping[str, Callable[[_Reader, Part], None]] = {
    "BGM": _Reader.begin,
    "DTM": _Reader.date,
    "NAD": _Reader.party,
    "CPS": _Reader.package,
    "PCI": _Reader.nothing,
    "GIN": _Reader.numbers,
    "LIN": _Reader.line,
    "PIA": _Reader.more_codes,
    "QTY": _Reader.quantity,
    "UNS": _Reader.nothing,
}
