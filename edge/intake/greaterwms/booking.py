"""What all bookings of an import share: where goods come from, where they stand, what follows."""

from edge.floor.draft import Draft
from edge.floor.putaway import plan_putaway
from edge.floor.reader import Location
from edge.intake.greaterwms.hand import Hand
from edge.intake.greaterwms.plan import Opening, Planner
from edge.intake.greaterwms.write_master import Master
from models.warehouse.barcodes import clean
from models.warehouse.catalogue import LOCATION
from models.warehouse.stock import AVAILABLE, StockKey

OPENING = "opening"
REASON = "moved in"
OPENINGS_AT_ONCE = 500


class Booking:
    """`documents`: ids of the open documents by kind and number."""

    def __init__(
        self, hand: Hand, planner: Planner, master: Master, dock: Location, packing: Location
    ) -> None:
        self.hand, self.planner, self.master = hand, planner, master
        self.dock, self.packing = dock, packing
        self.documents: dict[tuple[str, str], int] = {}

    def key(self, goods: str, place: int, status: str = AVAILABLE) -> StockKey:
        """Goods by their code, loose in a location."""
        item = self.master.items[goods]
        return StockKey(item, place, 0, 0, self.hand.site.owner_id, status)

    def find(self, draft: Draft, key: StockKey, quantity: int, since_ms: int) -> None:
        """An opening entry of the ledger."""
        source = draft.outside(key, self.hand.site.places.found)
        draft.move(OPENING, source, key, quantity, since_ms, reason=REASON)

    def put_away(
        self,
        draft: Draft,
        key: StockKey,
        quantity: int,
        asn_id: int | None = None,
        line_id: int | None = None,
    ) -> None:
        """A task for what must not stay where it stands."""
        item = self.hand.reader.item(key.item_id)
        assert item is not None
        plan_putaway(
            draft, self.hand.reader, item, key, quantity, document_id=asn_id, line_id=line_id
        )


def write_stock(at: Booking) -> None:
    """What lies in locations."""
    openings = at.planner.plan.openings
    for first in range(0, len(openings), OPENINGS_AT_ONCE):
        with at.hand.draft() as draft:
            for opening in openings[first : first + OPENINGS_AT_ONCE]:
                _open(at, draft, opening)


def write_leftovers(at: Booking) -> None:
    """What was picked for no open order stands in the packing area, to be put back."""
    for over in at.planner.plan.picked:
        with at.hand.draft() as draft:
            key = at.key(over.goods, at.packing.id)
            at.find(draft, key, over.quantity, over.since_ms)
            at.put_away(draft, key, over.quantity)


def _open(at: Booking, draft: Draft, opening: Opening) -> None:
    row = opening.row
    place = at.master.places[clean(row.location)]
    key = at.key(clean(row.goods_code), place, opening.status)
    at.find(draft, key, opening.quantity, opening.since_ms)
    at.hand.becomes(("stockbin", row.id), LOCATION, place)
