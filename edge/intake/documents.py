"""Rows of orders, deliveries and opening stock to commands."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Literal

from edge.intake.plan import AFTER, LAST, Context, Line, Plan, Planned
from models.warehouse.commands import (
    LINES_MAX,
    Adjust,
    AnnounceAsn,
    AsnLine,
    CancelOrder,
    OrderLine,
    SetValues,
    TakeOrder,
)
from models.warehouse.commands.custom import SubjectKind

CANCELLATION_LETTER = "C"
CUSTOMER_UNNAMED = "UNNAMED"
PRIORITY_MAX = 9
Status = Literal["available", "damaged", "hold", "inspection"]
STATUSES: Mapping[str, Status] = {
    "available": "available",
    "damaged": "damaged",
    "hold": "hold",
    "inspection": "inspection",
}
STATUS_AT = {"damage": "damaged", "hold": "hold", "inspection": "inspection"}
"""By the property of a location."""


def plan_orders(lines: Iterable[Line], context: Context) -> Plan:
    """Orders by number. A document with a refused line is refused whole."""
    plan = Plan()
    in_file: set[str] = set()
    for number, rows in _documents(lines, "order", plan, context):
        if _is_cancellation(number):
            _plan_cancellation(plan, number, rows, in_file, context)
        elif _order_is_good(number, rows, context):
            in_file.add(number)
            plan.commands.append(Planned(rows[0].row, number, _order(number, rows, context)))
            _plan_values(plan, "order", number, rows, context)
    return plan


def plan_asns(lines: Iterable[Line], context: Context) -> Plan:
    """Announced deliveries by number."""
    plan = Plan()
    for number, rows in _documents(lines, "asn", plan, context):
        if _lines_are_good(number, rows, context):
            plan.commands.append(Planned(rows[0].row, number, _asn(number, rows, context)))
            _plan_values(plan, "asn", number, rows, context)
    return plan


def plan_opening_stock(lines: Iterable[Line], context: Context) -> Plan:
    """One adjustment per row: an opening balance is found stock."""
    plan = Plan()
    for line in lines:
        plan.documents += 1
        plan.lines += 1
        location = line.need("location", str)
        kept_for = context.known.property_of(location)
        if kept_for is None:
            context.findings.add(line.row, "location", "unknown_location", location)
        elif _lines_are_good(location, [line], context):
            # What a place is kept for tells the state of what lies there, unless the row does.
            status = line.get("status", str) or STATUS_AT.get(kept_for)
            command = _opening(line, status, context)
            plan.commands.append(Planned(line.row, location, command))
    return plan


def _documents(
    lines: Iterable[Line], name: str, plan: Plan, context: Context
) -> Iterator[tuple[str, list[Line]]]:
    """Lines of one number together, in order of its first row, wherever they stand in the file;
    without documents of which a row could not be read: they would lack a line."""
    groups: dict[str, list[Line]] = {}
    for line in lines:
        number = line.get(name, str)
        if number is None:
            plan.lines += 1
        else:
            groups.setdefault(number, []).append(line)
    for number, rows in groups.items():
        plan.documents += 1
        plan.lines += len(rows)
        good = [line for line in rows if line.is_whole]
        if len(good) == len(rows):
            yield number, rows
        elif good:
            context.findings.add(good[0].row, name, "unreadable_line", number, number)


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
    # Last: the order it cancels may stand in the same file.
    plan.commands.append(Planned(rows[0].row, number, command, LAST))


def _plan_values(
    plan: Plan, about: SubjectKind, number: str, rows: list[Line], context: Context
) -> None:
    """Values of fields the company added, once the document is there: the first of each counts."""
    values: dict[str, str | int | None] = {}
    for line in rows:
        for code, value in line.custom.items():
            values.setdefault(code, value)
    if values:
        command = SetValues(
            command_id=context.command_id("values", number),
            about=about,
            number=number,
            values=values,
        )
        plan.commands.append(Planned(rows[0].row, number, command, AFTER, counts=False))


def _order_is_good(number: str, rows: list[Line], context: Context) -> bool:
    good = _lines_are_good(number, rows, context)
    for line in rows:
        priority = line.get("priority", int)
        if priority is not None and priority > PRIORITY_MAX:
            context.findings.add(line.row, "priority", "out_of_range", priority, number)
            good = False
    return good


def _lines_are_good(number: str, rows: list[Line], context: Context) -> bool:
    good = _owner_is_good(number, rows, context)
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


def _owner_is_good(number: str, rows: list[Line], context: Context) -> bool:
    """A document is of one owner, who is known."""
    owner = rows[0].get("owner", str)
    strange = next((line for line in rows if line.get("owner", str) != owner), None)
    if strange is not None:
        said = strange.get("owner", str)
        context.findings.add(strange.row, "owner", "several_owners", said, number)
        return False
    if owner is not None and not context.known.has_owner(owner):
        context.findings.add(rows[0].row, "owner", "unknown_owner", owner, number)
        return False
    return True


def _order(number: str, rows: list[Line], context: Context) -> TakeOrder:
    numbered = [line.get("line", int) for line in rows]
    usable = len(set(numbered)) == len(rows) and all(numbered)
    first = rows[0]
    return TakeOrder(
        command_id=context.command_id("order", number),
        order=number,
        customer=first.get("customer", str) or CUSTOMER_UNNAMED,
        owner=first.get("owner", str),
        carrier=first.get("carrier", str),
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
        owner=rows[0].get("owner", str),
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


def _opening(line: Line, status: str | None, context: Context) -> Adjust:
    return Adjust(
        command_id=context.command_id("stock", str(line.row)),
        item=line.need("item", str),
        location=line.need("location", str),
        quantity=line.need("quantity", int),
        lot=line.get("lot", str),
        expiry=line.get("expiry", date),
        unit=line.get("unit", str),
        status=STATUSES.get(status or ""),
        reason="opening stock",
    )
