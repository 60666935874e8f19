"""Open ASNs into the site, and differences of counts for a supervisor."""

from edge.floor.counting.book import book_of
from edge.floor.draft import Draft
from edge.intake.greaterwms.booking import REASON, Booking
from edge.intake.greaterwms.plan import Delivery, Recount
from models.warehouse import ids
from models.warehouse.barcodes import clean
from models.warehouse.catalogue import ASN, ASN_LINE, COUNT, COUNT_LINE
from models.warehouse.counting import Kind
from models.warehouse.stock import AVAILABLE, DAMAGED, StockKey


def write_deliveries(at: Booking) -> None:
    """One after the other: a place proposed to one is taken for the next."""
    for delivery in at.planner.plan.deliveries:
        with at.hand.draft() as draft:
            _deliver(at, draft, delivery)


def write_recounts(at: Booking) -> None:
    """Nothing is booked: the book stands beside what was counted."""
    for recount in at.planner.plan.recounts:
        with at.hand.draft() as draft:
            _recount(at, draft, recount)


def _deliver(at: Booking, draft: Draft, delivery: Delivery) -> None:
    row, state = delivery.row, delivery.state
    asn_id = draft.insert(
        ASN,
        {
            "state": state,
            "number": clean(row.asn_code),
            "supplier_id": at.master.partner(draft, "supplier", delivery.supplier),
            "dock_id": at.dock.id if state != "announced" else None,
            "created_at_ms": at.planner.at_ms(row),
            "closed_at_ms": draft.now.now_ms if state == "closed" else None,
        },
    )
    at.documents["asn", clean(row.asn_code)] = asn_id
    at.hand.becomes(("asnlist", row.id), ASN, asn_id)
    for number, waits in enumerate(delivery.lines, start=1):
        line, item = waits.row, at.master.items[clean(waits.row.goods_code)]
        line_id = draft.insert(
            ASN_LINE,
            {
                "asn_id": asn_id, "line": number, "item_id": item, "expected": waits.expected,
                "received": waits.rest, "damaged": waits.damaged,
            },
        )  # fmt: skip
        at.hand.becomes(("asndetail", line.id), ASN_LINE, line_id)
        for status, quantity in ((DAMAGED, waits.damaged), (AVAILABLE, waits.rest - waits.damaged)):
            if quantity:
                key = at.key(clean(line.goods_code), at.dock.id, status)
                _receive(at, draft, key, quantity, asn_id, line_id)


def _receive(
    at: Booking, draft: Draft, key: StockKey, quantity: int, asn_id: int, line_id: int
) -> None:
    """Counted there already: it stands at the dock and waits to be put away."""
    supplier = draft.outside(key, at.hand.site.places.supplier)
    draft.move(
        "receive", supplier, key, quantity, draft.now.now_ms,
        document_id=asn_id, line_id=line_id, reason=REASON,
    )  # fmt: skip
    at.put_away(draft, key, quantity, asn_id, line_id)


def _recount(at: Booking, draft: Draft, recount: Recount) -> None:
    place, item = at.master.places[recount.place], at.master.items[recount.goods]
    book = book_of(at.hand.reader, place, item).get(Kind(item, 0), 0)
    counted = max(0, book + recount.difference)
    count_id = draft.insert(
        COUNT,
        {
            "state": "review", "location_id": place, "item_id": item, "reason": REASON,
            "created_at_ms": draft.now.now_ms,
        },
    )  # fmt: skip
    draft.insert(
        COUNT_LINE,
        {
            "count_id": count_id, "pass_number": 1, "item_id": item, "book": book,
            "counted": counted, "counter_id": 0, "at_ms": draft.now.now_ms,
        },
    )  # fmt: skip
    said = {"count": ids.show(count_id), "kinds": 1}
    draft.raise_exception("count_differs", recount.place, dict(said))
    for key in recount.keys:
        at.hand.becomes(key, COUNT, count_id)
