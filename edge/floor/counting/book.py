"""What the book says lies in a location, and what a person found there, in the same terms."""

from collections.abc import Iterable

from edge.floor.draft import Refusal
from edge.floor.finding import find_item, find_lot, lying_at
from edge.floor.packs import demand_entered
from edge.floor.reader import Item, Location, SiteReader
from models.warehouse.commands import CountLine, Entered
from models.warehouse.counting import Kind
from models.warehouse.replies import Outcome, Step


def book_of(site: SiteReader, location_id: int, item_id: int | None) -> dict[Kind, int]:
    """On hand by item and lot, over all units and statuses."""
    book: dict[Kind, int] = {}
    for stock in site.stock_at(location_id, item_id):
        kind = Kind(stock.key.item_id, stock.key.lot_id)
        book[kind] = book.get(kind, 0) + stock.quantity
    return book


def found_of(
    site: SiteReader, location_id: int, lines: Iterable[CountLine], only: Item | None
) -> dict[Kind, int]:
    """What was counted; the same goods named twice add up. Raises Refusal."""
    found: dict[Kind, int] = {}
    for line in lines:
        item = counted_item(site, location_id, line.item, only.id if only is not None else None)
        if only is not None and item.id != only.id:
            raise Refusal(
                Outcome.WRONG_ITEM,
                "count.other_item",
                Step.SCAN_ITEM,
                asked=only.code,
                scanned=item.code,
            )
        lot = find_lot(site, item, line.lot)
        kind = Kind(item.id, lot.id if lot else 0)
        found[kind] = found.get(kind, 0) + line.quantity
        if item.tracking == "serial" and found[kind] > 1:
            raise Refusal(
                Outcome.SERIAL_REQUIRED, "serial.one_at_a_time", Step.SCAN_LOT, item=item.code
            )
    return {kind: quantity for kind, quantity in found.items() if quantity}


def counted_item(site: SiteReader, location_id: int, code: str, only: int | None) -> Item:
    """Of items of one code the one that is to be counted, or that the book has there."""
    if only is not None:
        return find_item(site, code, lambda item: item.id == only)
    return find_item(site, code, lying_at(site, location_id))


def entered_of(
    site: SiteReader, location_id: int, lines: Iterable[CountLine], only: Item | None
) -> dict[Kind, Entered]:
    """How it was entered, where that was in packs and all of it in one line. Raises Refusal."""
    found: dict[Kind, list[Entered | None]] = {}
    for line in lines:
        item = counted_item(site, location_id, line.item, only.id if only is not None else None)
        demand_entered(site, item.id, line.quantity, line.entered)
        lot = find_lot(site, item, line.lot)
        found.setdefault(Kind(item.id, lot.id if lot else 0), []).append(line.entered)
    return {kind: said[0] for kind, said in found.items() if len(said) == 1 and said[0] is not None}


def moved_meanwhile(location: Location) -> Refusal:
    """Stock came or went while it was being counted: what was counted means nothing any more."""
    return Refusal(
        Outcome.QUANTITY_CHANGED, "count.moved_meanwhile", Step.SCAN_ITEM, location=location.code
    )
