"""Goods come back: counted against what their order was shipped, and sent where they belong."""

from edge.floor.arriving import Arrival, add_line, book, dock_of
from edge.floor.draft import Context, Decision, Draft, Refusal
from edge.floor.finding import ask, demand_positive, dn_behind, find_item, find_lot, of_owner
from edge.floor.packs import demand_entered
from edge.floor.reader import Asn, Dn, Item, Lot, SiteReader
from models.warehouse.catalogue import ASN
from models.warehouse.commands import ReturnGoods
from models.warehouse.commands.returns import Disposition
from models.warehouse.replies import Outcome, Step
from models.warehouse.states import ASN_STATES
from models.warehouse.stock import AVAILABLE, HOLD, INSPECTION, StockKey

STATUS_OF: dict[Disposition, str] = {
    "restock": AVAILABLE,
    "inspect": INSPECTION,
    "scrap": AVAILABLE,
    "supplier": HOLD,
}
RETURNABLE = frozenset(("shipped", "delivered"))


def return_goods(command: ReturnGoods, site: SiteReader, now: Context) -> Decision:
    """Take goods back. More than was shipped is asked; what was never shipped is refused."""
    dn = origin_of(command.order, site)
    item = find_item(site, command.item, of_owner(dn.owner_id))
    demand_positive(command.quantity)
    demand_entered(site, item.id, command.quantity, command.entered)
    shipped = shipped_of(site, dn, item)
    returned = site.returned(dn.id).get(item.id, 0) + command.quantity
    if item.tracking == "serial" and command.quantity != 1:
        raise Refusal(
            Outcome.SERIAL_REQUIRED, "serial.one_at_a_time", Step.SCAN_LOT, item=item.code
        )
    if returned > shipped:
        ask(
            command.confirm,
            Outcome.OVER_RECEIPT,
            "returning.more_than_shipped",
            item=item.code,
            shipped=shipped,
            returned=returned,
        )
    lot = lot_back(site, item, command.lot)
    draft = Draft(now)
    arrival = _arrival(command, site, draft, dn, item)
    status = _status(command, lot, now)
    lot_id = lot.id if lot is not None else 0
    key = StockKey(item.id, arrival.dock.id, 0, lot_id, item.owner_id, status)
    gone = command.quantity if command.disposition == "scrap" else 0
    tasks = book(
        draft,
        site,
        arrival,
        item,
        key,
        command.quantity,
        crossed=gone,
        kind="return",
        reason=command.reason,
        entered=command.entered,
    )
    if gone:
        loss = draft.outside(key, now.site.places.loss)
        line = arrival.lines[0]
        draft.move(
            "scrap", key, loss, gone, now.now_ms,
            document_id=arrival.asn.id, line_id=line.id, reason=command.reason,
        )  # fmt: skip
    if command.disposition == "supplier":
        said = {"item": item.code, "quantity": command.quantity, "reason": command.reason}
        draft.raise_exception("return_to_supplier", arrival.asn.number, dict(said))
    return draft.say(
        Outcome.LINE_DONE,
        f"returning.{command.disposition}",
        Step.SCAN_ITEM,
        data={"asn": arrival.asn.number, "tasks": tasks, "returned": returned, "status": status},
        item=item.code,
        quantity=command.quantity,
    )


def origin_of(code: str, site: SiteReader) -> Dn:
    """The shipped order behind its number."""
    dn = dn_behind(site, code)
    if dn is None:
        raise Refusal(Outcome.UNKNOWN_CODE, "order.unknown", Step.SCAN_DOCUMENT, order=code)
    if dn.kind == "transfer":
        raise Refusal(
            Outcome.WRONG_KIND, "transfer.received_there", Step.SCAN_DOCUMENT, order=dn.number
        )
    if dn.state not in RETURNABLE:
        raise Refusal(
            Outcome.STALE_STEP, f"order.is_{dn.state}", Step.SCAN_DOCUMENT, order=dn.number
        )
    return dn


def shipped_of(site: SiteReader, dn: Dn, item: Item) -> int:
    """How much of the item left with this order."""
    shipped = sum(line.shipped for line in site.dn_lines(dn.id) if line.item_id == item.id)
    if not shipped:
        raise Refusal(
            Outcome.WRONG_ITEM,
            "returning.not_shipped",
            Step.SCAN_ITEM,
            item=item.code,
            order=dn.number,
        )
    return shipped


def lot_back(site: SiteReader, item: Item, code: str | None) -> Lot | None:
    """A lot that was here before; a serial number that is on hand cannot come back."""
    lot = find_lot(site, item, code)
    if lot is not None and item.tracking == "serial" and site.lot_on_hand(lot.id):
        raise Refusal(Outcome.SERIAL_DUPLICATE, "serial.on_hand", Step.SCAN_LOT, serial=lot.code)
    return lot


def open_return(site: SiteReader, dn: Dn) -> Asn | None:
    """The return of this order that is not closed yet."""
    returns = site.returns_of(dn.id)
    return next((asn for asn in returns if ASN_STATES.allows(asn.state, "receive")), None)


def _arrival(command: ReturnGoods, site: SiteReader, draft: Draft, dn: Dn, item: Item) -> Arrival:
    asn = open_return(site, dn)
    dock = dock_of(site, command.dock, asn)
    known = site.asn_lines(asn.id) if asn is not None else []
    lines = [line for line in known if line.item_id == item.id]
    if asn is None:
        asn = _made(draft, site, dn, dock.id)
    if not lines:
        number = 1 + max((line.line for line in known), default=0)
        lines = [add_line(draft, asn, item, number)]
    return Arrival(asn, lines, dock)


def _made(draft: Draft, site: SiteReader, dn: Dn, dock_id: int) -> Asn:
    count = 1 + len(site.returns_of(dn.id))
    while site.asn(f"{dn.number}-R{count}") is not None:
        count += 1
    number = f"{dn.number}-R{count}"
    asn_id = draft.insert(
        ASN,
        {
            "state": "receiving",
            "kind": "return",
            "origin_id": dn.id,
            "number": number,
            "owner_id": dn.owner_id,
            "supplier_id": dn.customer_id,
            "dock_id": dock_id,
            "created_at_ms": draft.now.now_ms,
        },
    )
    return Asn(asn_id, dn.owner_id, number, "receiving", dock_id, None, "return", dn.id)


def _status(command: ReturnGoods, lot: Lot | None, now: Context) -> str:
    """Goods past their date are not sold again, whatever was chosen."""
    expired = lot is not None and lot.expiry is not None and lot.expiry < now.today
    if command.disposition == "restock" and expired:
        return HOLD
    return STATUS_OF[command.disposition]
