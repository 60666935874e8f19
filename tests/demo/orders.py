"""What customers want on one day: rows as they come, documents judged, shares of two sites.

A sku that comes twice in one order stays two lines: a customer who wrote two lines gets two lines
to check, and what a site was told is what it is measured by.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterable
from zlib import crc32

import msgspec

COLUMNS = ("order_id", "sku", "description", "qty", "ts", "unit_price", "customer", "country")
CANCELLATION_LETTER = "C"
NEGATIVE, ZERO, UNKNOWN_CANCELLED = "negative_quantity", "zero_quantity", "cancels_unknown_order"
NOT_WHOLE, WITH_REFUSED = "not_a_whole_number", "order_refused_with_other_lines"


class Row(msgspec.Struct, frozen=True, gc=False):
    """One row of an order file. `place` counts from 2, as a spreadsheet shows it."""

    place: int
    order: str
    sku: str
    description: str
    quantity: str
    moment: str
    price: str
    customer: str
    country: str

    @property
    def cells(self) -> tuple[str, ...]:
        """As it stands in the file."""
        return (
            self.order, self.sku, self.description, self.quantity,
            self.moment, self.price, self.customer, self.country,
        )  # fmt: skip


class Line(msgspec.Struct, frozen=True, gc=False):
    """So many of an item."""

    sku: str
    quantity: int


class Order(msgspec.Struct, frozen=True):
    """An order that a site will take."""

    number: str
    customer: str
    lines: tuple[Line, ...]


class Refused(msgspec.Struct, frozen=True, gc=False):
    """A row that no site should take, and why."""

    place: int
    order: str
    sku: str
    quantity: str
    reason: str


class Share(msgspec.Struct, frozen=True):
    """One site's part of the file, judged: what it must take, cancel and refuse."""

    rows: tuple[Row, ...]
    orders: tuple[Order, ...]
    cancelled: tuple[str, ...]
    refused: tuple[Refused, ...]

    @property
    def to_ship(self) -> tuple[Order, ...]:
        """Orders that are not cancelled by the same file."""
        gone = set(self.cancelled)
        return tuple(order for order in self.orders if order.number not in gone)


def shares(rows: Iterable[Row], sites: int) -> list[Share]:
    """Each document goes to one site; a cancellation follows its order."""
    parts: list[list[Row]] = [[] for _ in range(sites)]
    for row in rows:
        root = row.order.removeprefix(CANCELLATION_LETTER)
        parts[crc32(root.encode()) % sites].append(row)
    return [judge(part) for part in parts]


def judge(rows: Iterable[Row]) -> Share:
    """What a careful site makes of these rows. One bad line refuses its whole document: half an
    order is not what the customer asked for."""
    rows = tuple(rows)
    documents: dict[str, list[Row]] = {}
    for row in rows:
        documents.setdefault(row.order, []).append(row)
    orders: list[Order] = []
    refused: list[Refused] = []
    for number, lines in documents.items():
        if is_cancellation(number):
            continue
        faults = [(row, fault_of(row)) for row in lines]
        if any(fault for _, fault in faults):
            refused.extend(_refused(row, fault or WITH_REFUSED) for row, fault in faults)
        else:
            wanted = tuple(Line(row.sku, int(row.quantity)) for row in lines)
            orders.append(Order(number, lines[0].customer, wanted))
    taken = {order.number for order in orders}
    cancelled: list[str] = []
    for number, lines in documents.items():
        if not is_cancellation(number):
            continue
        if number[1:] in taken:
            cancelled.append(number[1:])
        else:
            refused.extend(_refused(row, UNKNOWN_CANCELLED) for row in lines)
    refused.sort(key=lambda each: each.place)
    return Share(rows, tuple(orders), tuple(cancelled), tuple(refused))


def is_cancellation(number: str) -> bool:
    """Whether a document takes back an order."""
    return number[:1] == CANCELLATION_LETTER and number[1:].isdigit()


def fault_of(row: Row) -> str:
    """Why a line cannot be taken; empty if it can."""
    try:
        quantity = int(row.quantity)
    except ValueError:
        return NOT_WHOLE
    if quantity < 0:
        return NEGATIVE
    return "" if quantity else ZERO


def demand(orders: Iterable[Order]) -> Counter[str]:
    """Units wanted of each item."""
    wanted: Counter[str] = Counter()
    for order in orders:
        for line in order.lines:
            wanted[line.sku] += line.quantity
    return wanted


def descriptions(rows: Iterable[Row]) -> dict[str, str]:
    """Every item with its most told name; remarks such as "damaged" are outvoted."""
    told: dict[str, Counter[str]] = {}
    for row in rows:
        names = told.setdefault(row.sku, Counter())
        if row.description.strip():
            names[" ".join(row.description.split())] += 1
    return {
        sku: names.most_common(1)[0][0] if names else sku for sku, names in sorted(told.items())
    }


def as_csv(rows: Iterable[Row]) -> bytes:
    """The rows as a file that a site can import."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(row.cells for row in rows)
    return text.getvalue().encode()


def _refused(row: Row, reason: str) -> Refused:
    return Refused(row.place, row.order, row.sku, row.quantity, reason)
