"""From the operations of one transaction to facts. Nothing is kept for it: the log is the source.

A fact follows from the operation alone; the rows here only say what its ids are called.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import msgspec

from edge.api.views.common import as_of, moment
from edge.feed import facts
from edge.feed.facts import Fact
from edge.feed.names import Names
from models.warehouse import ids
from models.warehouse.catalogue import (
    ASN,
    ASN_LINE,
    COUNT,
    COUNT_LINE,
    DN,
    DN_LINE,
    EXCEPTION,
    MOVEMENT,
    SHIPMENT,
)
from sync.core.catalogue import Table
from sync.core.clock import hlc_ms
from sync.core.record import KIND_MASK, Op, OpKind, Record

Values = dict[str, Any]
Common = dict[str, Any]

GOODS: dict[str, type[facts.Goods]] = {
    "receive": facts.Received,
    "unreceive": facts.ReceiptReversed,
    "return": facts.Returned,
    "put_away": facts.GoodsPutAway,
    "inspect": facts.StatusChanged,
    "hold_back": facts.StatusChanged,
    "set_aside": facts.StatusChanged,
    "pick": facts.Picked,
    "unpick": facts.PickReversed,
    "cross_dock": facts.CrossDocked,
    "pack": facts.Packed,
    "stage": facts.Staged,
    "ship": facts.Shipped,
    "unship": facts.ShipmentReversed,
    "kit_make": facts.KitMade,
    "kit_use": facts.KitUsed,
    "kit_unmake": facts.KitsReversed,
    "kit_unuse": facts.KitsReversed,
}
"""By the ledger's word; any other is a move inside, or puts the book right."""

ORDER: dict[str, type[facts.OrderFact]] = {
    "allocated": facts.OrderAllocated,
    "short": facts.OrderShort,
    "picked": facts.OrderPicked,
    "packed": facts.OrderPacked,
    "staged": facts.OrderStaged,
    "shipped": facts.OrderShipped,
    "delivered": facts.OrderDelivered,
    "cancelled": facts.OrderCancelled,
}
DELIVERY: dict[str, type[facts.AsnFact]] = {
    "arrived": facts.AsnArrived,
    "receiving": facts.ReceiptBegun,
    "received": facts.ReceiptClosed,
    "closed": facts.ReceiptClosed,
    "cancelled": facts.AsnCancelled,
}
LOAD: dict[str, type[facts.ShipmentFact]] = {
    "departed": facts.ShipmentDeparted,
    "delivered": facts.ShipmentDelivered,
}


class Placed(msgspec.Struct, frozen=True):
    """An operation and where in the log it stands."""

    seq: int
    index: int
    op: Op


class Transaction(msgspec.Struct, frozen=True):
    """All records of one transaction: who, when, and its operations in order."""

    node: int
    epoch: int
    record: Record
    ops: list[Placed]


def facts_of(transaction: Transaction, site: str, names: Names) -> Iterator[Fact]:
    """The facts of a transaction, in the order of its operations."""
    record = transaction.record
    at = as_of(hlc_ms(record.hlc))
    for placed in transaction.ops:
        teller = _TELLERS.get(placed.op.table)
        if teller is None or placed.op.kind & KIND_MASK not in (OpKind.PUT, OpKind.LEDGER):
            continue
        common: Common = {
            "id": f"{transaction.node:x}-{transaction.epoch:x}-{placed.seq:x}-{placed.index:x}",
            "at": at,
            "site": site,
            "person": ids.show(record.user) if record.user else None,
            "device": ids.show(record.device) if record.device else None,
            "command": record.key or None,
        }
        fact = teller(common, placed.op, transaction.ops, names)
        if fact is not None:
            yield fact


def _goods(common: Common, op: Op, _: object, names: Names) -> Fact | None:
    row = _values(MOVEMENT, op)
    source, target = names.place(row["from_location"]), names.place(row["to_location"])
    kind = GOODS.get(row["kind"])
    if kind is None:
        kind = facts.Moved if source is not None and target is not None else facts.StockAdjusted
    sign = (target is not None) - (source is not None)
    return kind(
        **common,
        cause=row["kind"],
        item=names.code("item", row["item_id"]),
        quantity=row["quantity"],
        on_hand_change=sign * row["quantity"],
        lot=names.maybe("lot", row["lot_id"]),
        from_location=source,
        from_unit=names.maybe("handling_unit", row["from_unit"]),
        from_status=row["from_status"],
        to_location=target,
        to_unit=names.maybe("handling_unit", row["to_unit"]),
        to_status=row["to_status"],
        document=names.document(row["document_id"]),
        reason=row["reason"],
        weight_g=row["weight_g"],
    )


def _order(common: Common, op: Op, ops: Iterable[Placed], names: Names) -> Fact | None:
    row, is_new = _values(DN, op), not op.fields
    if "state" not in row:
        return None
    known = row if is_new else _known(names, DN, op.pk, "number", "customer_id", "kind")
    of: Common = {
        "order": str(known["number"]),
        "customer": names.maybe("partner", known["customer_id"]),
        "kind": str(known["kind"]),
        "state": row["state"],
    }
    if is_new:
        lines = [
            facts.OrderedLine(
                line=line["line"],
                item=names.code("item", line["item_id"]),
                quantity=line["ordered"],
            )
            for line in _made_with(ops, DN_LINE, "dn_id", op.pk)
        ]
        return facts.OrderTaken(
            **common,
            **of,
            due_at=moment(row["due_at_ms"]),
            backorder_of=names.document(row["backorder_of"]),
            lines=lines,
        )
    kind = facts.OrderReopened if "revision" in row else ORDER.get(row["state"])
    return kind(**common, **of) if kind is not None else None


def _delivery(common: Common, op: Op, ops: Iterable[Placed], names: Names) -> Fact | None:
    row, is_new = _values(ASN, op), not op.fields
    if "state" not in row:
        return None
    known = row if is_new else _known(names, ASN, op.pk, "number", "supplier_id", "kind")
    of: Common = {
        "asn": str(known["number"]),
        "supplier": names.maybe("partner", known["supplier_id"]),
        "kind": str(known["kind"]),
        "state": row["state"],
    }
    if is_new:
        lines = [
            facts.ExpectedLine(
                line=line["line"],
                item=names.code("item", line["item_id"]),
                quantity=line["expected"],
                lot=line["lot"],
            )
            for line in _made_with(ops, ASN_LINE, "asn_id", op.pk)
        ]
        return facts.AsnAnnounced(**common, **of, expected_on=row["expected_on"], lines=lines)
    kind = facts.AsnReopened if "revision" in row else DELIVERY.get(row["state"])
    return kind(**common, **of) if kind is not None else None


def _counted(common: Common, op: Op, _: object, names: Names) -> Fact | None:
    if op.fields:
        return None
    row = _values(COUNT_LINE, op)
    location = _known(names, COUNT, row["count_id"], "location_id")["location_id"]
    return facts.Counted(
        **common,
        count=ids.show(row["count_id"]),
        location=names.maybe("location", location),
        item=names.code("item", row["item_id"]),
        lot=names.maybe("lot", row["lot_id"]),
        book=row["book"],
        counted=row["counted"],
        count_pass=row["pass_number"],
    )


def _count(common: Common, op: Op, _: object, names: Names) -> Fact | None:
    if _values(COUNT, op).get("state") != "posted":
        return None
    assert isinstance(op.pk, int)
    known = _known(names, COUNT, op.pk, "location_id", "reason")
    return facts.CountPosted(
        **common,
        count=ids.show(op.pk),
        location=names.maybe("location", known["location_id"]),
        reason=known["reason"],
    )


def _exception(common: Common, op: Op, _: object, names: Names) -> Fact | None:
    row = _values(EXCEPTION, op)
    if "state" not in row:
        return None
    assert isinstance(op.pk, int)
    if not op.fields:
        return facts.ExceptionRaised(
            **common, exception=ids.show(op.pk), kind=row["kind"], code=row["code"]
        )
    known = _known(names, EXCEPTION, op.pk, "kind", "code")
    return facts.ExceptionResolved(
        **common,
        exception=ids.show(op.pk),
        kind=str(known["kind"]),
        code=str(known["code"]),
        note=row.get("note"),
    )


def _load(common: Common, op: Op, _: object, names: Names) -> Fact | None:
    kind = LOAD.get(str(_values(SHIPMENT, op).get("state")))
    if kind is None:
        return None
    return kind(**common, shipment=str(_known(names, SHIPMENT, op.pk, "number")["number"]))


_Teller = Callable[[Common, Op, list[Placed], Names], Fact | None]
_TELLERS: dict[int, _Teller] = {
    MOVEMENT.id: _goods,
    DN.id: _order,
    ASN.id: _delivery,
    COUNT_LINE.id: _counted,
    COUNT.id: _count,
    EXCEPTION.id: _exception,
    SHIPMENT.id: _load,
}


def _values(table: Table, op: Op) -> Values:
    """The fields an operation carries, by name; a whole row written before a field was added has
    that field's default."""
    columns = table.fields
    if op.fields:
        return {
            columns[field - 1].name: value
            for field, value in zip(op.fields, op.values, strict=True)
            if field <= len(columns)
        }
    absent = {field.name: field.default for field in columns[len(op.values) :]}
    return {**{field.name: v for field, v in zip(columns, op.values, strict=False)}, **absent}


def _known(names: Names, table: Table, row_id: object, *columns: str) -> Values:
    """Columns of a row as it is now."""
    assert isinstance(row_id, int)
    found = names.row(table.name, ", ".join(columns), row_id)
    if found is None:
        found = tuple(ids.show(row_id) if column == "number" else None for column in columns)
    return dict(zip(columns, found, strict=True))


def _made_with(ops: Iterable[Placed], table: Table, column: str, row_id: object) -> list[Values]:
    """Rows made in the same transaction for one document, as they were then."""
    made = (_values(table, each.op) for each in ops if _is_new(each.op, table))
    return [row for row in made if row[column] == row_id]


def _is_new(op: Op, table: Table) -> bool:
    return op.table == table.id and op.kind & KIND_MASK == OpKind.PUT and not op.fields
