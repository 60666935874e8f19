"""Checked rows to commands and items, without touching anything: a dry run ends here."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from hashlib import blake2b
from typing import Protocol, TypeVar

import msgspec

from edge.intake.cells import Value
from edge.intake.report import Findings
from models.warehouse.commands import (
    LINES_MAX,
    Adjust,
    AnnounceAsn,
    AsnLine,
    CancelOrder,
    Command,
    OrderLine,
    TakeOrder,
)

CANCELLATION_LETTER = "C"
CUSTOMER_UNNAMED = "UNNAMED"
PRIORITY_MAX = 9
TRACKINGS = ("none", "lot", "serial")
T = TypeVar("T")


class Line(msgspec.Struct, frozen=True):
    """A row whose cells could be read, by field."""

    row: int
    values: dict[str, Value | None]

    def get(self, name: str, kind: type[T]) -> T | None:
        """A value of a known kind, None where the cell is empty."""
        value = self.values.get(name)
        return value if isinstance(value, kind) else None

    def need(self, name: str, kind: type[T]) -> T:
        """A value whose presence has been checked."""
        value = self.values.get(name)
        assert isinstance(value, kind), name
        return value


class Known(Protocol):
    """What the site knows already."""

    def has_item(self, code: str) -> bool: ...

    def has_location(self, code: str) -> bool: ...

    def has_order(self, number: str) -> bool: ...


class NewItem(msgspec.Struct, frozen=True):
    """An item to be made, or edited where it exists."""

    row: int
    code: str
    description: str | None
    barcode: str | None
    base_uom: str | None
    tracking: str | None
    min_quantity: int | None
    weight_g: int | None


class Planned(msgspec.Struct, frozen=True):
    """A command with the row it stands for."""

    row: int
    document: str
    command: Command


class Plan(msgspec.Struct):
    """What an import will do."""

    commands: list[Planned] = []
    items: list[NewItem] = []
    documents: int = 0
    lines: int = 0
    repeated: int = 0


class Context(msgspec.Struct, frozen=True):
    """What planning needs besides the rows. `job` makes the ids: same file, same commands."""

    job: str
    known: Known
    findings: Findings

    def command_id(self, *parts: str) -> str:
        """The id of a command of this import."""
        text = "\x1f".join((self.job, *parts))
        return f"import.{blake2b(text.encode(), digest_size=16).hexdigest()}"


def plan_orders(lines: Iterable[Line], context: Context) -> Plan:
    """Orders by number. A document with a refused line is refused whole."""
    plan = Plan()
    in_file: set[str] = set()
    for number, rows in _documents(lines, "order"):
        plan.documents += 1
        plan.lines += len(rows)
        if _is_cancellation(number):
            _plan_cancellation(plan, number, rows, in_file, context)
        elif _order_is_good(number, rows, context):
            in_file.add(number)
            plan.commands.append(Planned(rows[0].row, number, _order(number, rows, context)))
    return plan


def plan_asns(lines: Iterable[Line], context: Context) -> Plan:
    """Announced deliveries by number."""
    plan = Plan()
    for number, rows in _documents(lines, "asn"):
        plan.documents += 1
        plan.lines += len(rows)
        if _lines_are_good(number, rows, context):
            plan.commands.append(Planned(rows[0].row, number, _asn(number, rows, context)))
    return plan


def plan_opening_stock(lines: Iterable[Line], context: Context) -> Plan:
    """One adjustment per row: an opening balance is found stock."""
    plan = Plan()
    for line in lines:
        plan.documents += 1
        plan.lines += 1
        location = line.need("location", str)
        if not context.known.has_location(location):
            context.findings.add(line.row, "location", "unknown_location", location)
        elif _lines_are_good(location, [line], context):
            plan.commands.append(Planned(line.row, location, _opening(line, context)))
    return plan


def plan_items(lines: Iterable[Line], context: Context) -> Plan:
    """Items by code; a code that comes again is the same item (its first row counts)."""
    plan = Plan()
    seen: set[str] = set()
    for line in lines:
        plan.lines += 1
        code = line.need("code", str)
        tracking = line.get("tracking", str)
        if tracking is not None and tracking not in TRACKINGS:
            context.findings.add(line.row, "tracking", "unknown_choice", tracking, code)
        elif code in seen:
            plan.repeated += 1
        else:
            seen.add(code)
            plan.documents += 1
            plan.items.append(_item(line, code))
    return plan


PLANNERS: Mapping[str, Callable[[Iterable[Line], Context], Plan]] = {
    "orders": plan_orders,
    "items": plan_items,
    "asns": plan_asns,
    "opening_stock": plan_opening_stock,
}


def _documents(lines: Iterable[Line], name: str) -> Iterator[tuple[str, list[Line]]]:
    """Lines of one number together, in order of its first row, wherever they stand in the file."""
    groups: dict[str, list[Line]] = {}
    for line in lines:
        groups.setdefault(line.need(name, str), []).append(line)
    yield from groups.items()


def _is_cancellation(number: str) -> bool:
    return number[:1] == CANCELLATION_LETTER and number[1:].isdigit()


def _plan_cancellation(
    plan: Plan, number: str, rows: list[Line], in_file: set[str], context: Context
) -> None:
    order = number.removeprefix(CANCELLATION_LETTER)
    if order not in in_file and not context.known.has_order(order):
        context.findings.add(rows[0].row, "order", "cancels_unknown_order", number, number)
        return
    command = CancelOrder(
        command_id=context.command_id("cancel", number),
        order=order,
        reason=f"cancelled by {number}",
    )
    plan.commands.append(Planned(rows[0].row, number, command))


def _order_is_good(number: str, rows: list[Line], context: Context) -> bool:
    good = _lines_are_good(number, rows, context)
    for line in rows:
        priority = line.get("priority", int)
        if priority is not None and priority > PRIORITY_MAX:
            context.findings.add(line.row, "priority", "out_of_range", priority, number)
            good = False
    return good


def _lines_are_good(number: str, rows: list[Line], context: Context) -> bool:
    good = True
    if len(rows) > LINES_MAX:
        context.findings.add(rows[LINES_MAX].row, "", "too_many_lines", len(rows), number)
        good = False
    for line in rows:
        quantity, item = line.need("quantity", int), line.need("item", str)
        if quantity <= 0:
            code = "negative_quantity" if quantity < 0 else "zero_quantity"
            context.findings.add(line.row, "quantity", code, quantity, number)
            good = False
        elif not context.known.has_item(item):
            context.findings.add(line.row, "item", "unknown_item", item, number)
            good = False
    return good


def _order(number: str, rows: list[Line], context: Context) -> TakeOrder:
    numbered = [line.get("line", int) for line in rows]
    usable = len(set(numbered)) == len(rows) and all(numbered)
    first = rows[0]
    return TakeOrder(
        command_id=context.command_id("order", number),
        order=number,
        customer=first.get("customer", str) or CUSTOMER_UNNAMED,
        due_at=first.get("due_at", datetime),
        priority=first.get("priority", int) or 0,
        lines=[
            OrderLine(
                item=line.need("item", str),
                quantity=line.need("quantity", int),
                line=numbered[place] if usable else place + 1,
            )
            for place, line in enumerate(rows)
        ],
    )


def _asn(number: str, rows: list[Line], context: Context) -> AnnounceAsn:
    return AnnounceAsn(
        command_id=context.command_id("asn", number),
        asn=number,
        supplier=rows[0].need("supplier", str),
        expected_on=rows[0].get("expected_on", date),
        lines=[
            AsnLine(
                item=line.need("item", str),
                quantity=line.need("quantity", int),
                lot=line.get("lot", str),
                expiry=line.get("expiry", date),
            )
            for line in rows
        ],
    )


def _opening(line: Line, context: Context) -> Adjust:
    return Adjust(
        command_id=context.command_id("stock", str(line.row)),
        item=line.need("item", str),
        location=line.need("location", str),
        quantity=line.need("quantity", int),
        lot=line.get("lot", str),
        expiry=line.get("expiry", date),
        reason="opening stock",
    )


def _item(line: Line, code: str) -> NewItem:
    return NewItem(
        row=line.row,
        code=code,
        description=line.get("description", str),
        barcode=line.get("barcode", str),
        base_uom=line.get("base_uom", str),
        tracking=line.get("tracking", str),
        min_quantity=line.get("min_quantity", int),
        weight_g=line.get("weight_g", int),
    )
