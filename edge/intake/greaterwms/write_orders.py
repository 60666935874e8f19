"""Open DNs into the site: what is kept for them, picked, and on the road."""

from edge.floor.allocation import Missing, pass_on
from edge.floor.draft import Draft
from edge.floor.finding import new_unit
from edge.floor.packing import box_number
from edge.floor.reader import Dn
from edge.intake.greaterwms.booking import REASON, Booking
from edge.intake.greaterwms.plan import Line, Order
from models.warehouse.barcodes import clean
from models.warehouse.catalogue import DN, DN_LINE, RESERVATION, SHIPMENT, TASK
from models.warehouse.lines import WAITING_STATES
from models.warehouse.stock import StockKey
from sync.core.catalogue import Value


def write_orders(at: Booking) -> None:
    """Each by itself."""
    for order in at.planner.plan.orders:
        with at.hand.draft() as draft:
            _order(at, draft, order)


def _order(at: Booking, draft: Draft, order: Order) -> None:
    row, number, made = order.row, clean(order.row.dn_code), at.planner.at_ms(order.row)
    customer = at.master.partner(draft, "customer", order.customer)
    shipped = order.state == "shipped"
    dn_id = draft.insert(
        DN,
        {
            "state": order.state,
            "number": number,
            "customer_id": customer,
            "created_at_ms": made,
            "shipped_at_ms": draft.now.now_ms if shipped else None,
            "shipment_id": _shipment(at, draft, order) if order.dispatch else None,
        },
    )
    at.documents["dn", number] = dn_id
    at.hand.becomes(("dnlist", row.id), DN, dn_id)
    missing: list[Missing] = []
    package = _package(at, draft, dn_id) if shipped else 0
    for place, line in enumerate(order.lines, start=1):
        item = at.master.items[clean(line.row.goods_code)]
        done = line.allocated + line.picked + line.cancelled
        short = 0 if order.state in WAITING_STATES else line.ordered - done
        line_id = _line(at, draft, dn_id, place, item, line, short)
        if short:
            missing.append(Missing(place, item, short))
        _stand(at, draft, dn_id, line_id, line, package)
    if missing:
        # What was allocated and is not there is wanted still, as after a release.
        dn = Dn(dn_id, at.hand.site.owner_id, number, order.state, customer, 0, None, None, made)
        pass_on(draft, at.hand.reader, dn, missing)


def _line(
    at: Booking, draft: Draft, dn_id: int, number: int, item: int, line: Line, short: int
) -> int:
    values: dict[str, Value] = {
        "dn_id": dn_id,
        "line": number,
        "item_id": item,
        "ordered": line.ordered,
        "allocated": line.allocated,
        "picked": line.picked,
        "packed": line.shipped,
        "shipped": line.shipped,
        "cancelled": line.cancelled,
        "short": short,
        "promised": line.promised,
    }
    line_id = draft.insert(DN_LINE, values)
    return at.hand.becomes(("dndetail", line.row.id), DN_LINE, line_id)


def _stand(at: Booking, draft: Draft, dn_id: int, line_id: int, line: Line, package: int) -> None:
    """Where a line's goods are: kept in their locations, picked, or on the road."""
    goods = clean(line.row.goods_code)
    for share in line.shares:
        place = at.master.places[clean(share.stock.location)]
        key = at.key(goods, place)
        reserved = _reserve(at, draft, key, dn_id, line_id, share.quantity, "hard")
        at.hand.becomes(("pickinglist", share.picking), RESERVATION, reserved)
        _task(at, draft, key, dn_id, line_id, share.quantity, reserved)
    if not line.picked:
        return
    since = at.planner.at_ms(line.row)
    key = at.key(goods, at.packing.id)._replace(unit_id=package)
    at.find(draft, key, line.picked, since)
    if line.shipped:
        customer = draft.outside(key, at.hand.site.places.customer)
        draft.move(
            "ship", key, customer, line.shipped, since,
            document_id=dn_id, line_id=line_id, reason=REASON,
        )  # fmt: skip
    else:
        _reserve(at, draft, key, dn_id, line_id, line.picked, "picked")


def _reserve(
    at: Booking, draft: Draft, key: StockKey, dn_id: int, line_id: int, quantity: int, kind: str
) -> int:
    draft.hold(key, quantity)
    return draft.insert(
        RESERVATION,
        {
            "dn_id": dn_id, "line_id": line_id, "item_id": key.item_id,
            "location_id": key.location_id, "unit_id": key.unit_id, "lot_id": key.lot_id,
            "status": key.status, "quantity": quantity, "kind": kind,
        },
    )  # fmt: skip


def _task(
    at: Booking, draft: Draft, key: StockKey, dn_id: int, line_id: int, quantity: int, reserved: int
) -> None:
    location = at.hand.reader.location(key.location_id)
    assert location is not None
    draft.insert(
        TASK,
        {
            "kind": "pick", "zone": location.zone, "document_id": dn_id, "line_id": line_id,
            "reservation_id": reserved, "item_id": key.item_id,
            "from_location": key.location_id, "to_location": at.packing.id,
            "quantity": quantity, "sequence": location.sequence,
            "created_at_ms": draft.now.now_ms,
        },
    )  # fmt: skip


def _shipment(at: Booking, draft: Draft, order: Order) -> int:
    dispatch = order.dispatch
    assert dispatch is not None
    plates = {each.driver_name: each.license_plate for each in at.planner.plan.drivers}
    made = draft.insert(
        SHIPMENT,
        {
            "state": "departed",
            "number": f"{clean(dispatch.dn_code)}-{dispatch.id}",
            "driver": dispatch.driver_name,
            "vehicle": plates.get(dispatch.driver_name) or None,
            "created_at_ms": at.planner.at_ms(dispatch),
            "departed_at_ms": at.planner.at_ms(dispatch),
            "reason": REASON,
        },
    )
    return at.hand.becomes(("dispatchlist", dispatch.id), SHIPMENT, made)


def _package(at: Booking, draft: Draft, dn_id: int) -> int:
    """What is on the road left in a package, as everything that leaves does."""
    code = box_number(draft, at.hand.reader)
    return new_unit(draft, code, "package", None, dn_id, state="shipped").id
