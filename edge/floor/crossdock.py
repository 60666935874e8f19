"""Goods that an order waits for go from the dock to the packing area, without ever being stored."""

from edge.floor.allocation import Allocator
from edge.floor.draft import Draft, Refusal
from edge.floor.finding import find_dn
from edge.floor.reader import Dn, Item, SiteReader
from edge.floor.reads.inbound import Wanting
from edge.floor.releasing import release_one
from models.warehouse.catalogue import DN, DN_LINE, RESERVATION
from models.warehouse.lines import open_quantity
from models.warehouse.replies import Outcome, Step
from models.warehouse.states import DN_STATES
from models.warehouse.stock import StockKey


def wanting(site: SiteReader, number: str, item: Item) -> Wanting:
    """How many of the item this order still waits for. Raises Refusal: none any more."""
    dn = find_dn(site, number)
    found = next((each for each in site.wanting(item.id) if each.dn_id == dn.id), None)
    if found is None:
        raise Refusal(Outcome.GONE, "receive.not_wanted", Step.SCAN_ITEM, order=dn.number)
    return found


def hand_over(draft: Draft, site: SiteReader, order: Wanting, key: StockKey, quantity: int) -> None:
    """Release the order now: the goods in hand count as picked for it; what else it wants is
    allocated or passed on as always."""
    dn = site.dn(order.number)
    packing = site.first_location("packing")
    assert dn is not None
    if packing is None:
        raise Refusal(Outcome.SCAN_LOCATION_FIRST, "release.no_packing_location")
    before = {line.id: line for line in site.dn_lines(dn.id) if open_quantity(line) > 0}
    giver = _OffTheDock(draft, site, packing.id, key, quantity)
    release_one(draft, site, giver, dn)
    for line_id, (from_dock, allocated) in giver.given.items():
        line = before[line_id]
        draft.put(
            DN_LINE,
            line_id,
            {"allocated": line.allocated + allocated, "picked": line.picked + from_dock},
        )
    is_all = not any(allocated for _, allocated in giver.given.values())
    draft.put(DN, dn.id, {"state": DN_STATES.after("allocated", "picked" if is_all else "pick")})


class _OffTheDock(Allocator):
    """Hands out the goods in hand before anything stored. `given`: by line, how much of each."""

    def __init__(
        self, draft: Draft, site: SiteReader, packing_id: int, key: StockKey, quantity: int
    ) -> None:
        super().__init__(draft, site, packing_id)
        self._key, self._in_hand = key, quantity
        self.given: dict[int, tuple[int, int]] = {}

    def allocate(
        self, dn: Dn, line_id: int, item_id: int, wanted: int, *, besides_location: int = 0
    ) -> int:
        direct = min(wanted, self._in_hand) if item_id == self._key.item_id else 0
        if direct:
            self._in_hand -= direct
            self._put_down(dn, line_id, direct)
        allocated = 0
        if wanted > direct:
            allocated = super().allocate(
                dn, line_id, item_id, wanted - direct, besides_location=besides_location
            )
        self.given[line_id] = direct, allocated
        return direct + allocated

    def _put_down(self, dn: Dn, line_id: int, quantity: int) -> None:
        draft = self._draft
        target = self._key._replace(location_id=self._packing_id, unit_id=0)
        draft.move(
            "cross_dock",
            self._key,
            target,
            quantity,
            draft.now.now_ms,
            document_id=dn.id,
            line_id=line_id,
        )
        draft.hold(target, quantity)
        draft.insert(
            RESERVATION,
            {
                "owner_id": target.owner_id,
                "dn_id": dn.id,
                "line_id": line_id,
                "item_id": target.item_id,
                "location_id": target.location_id,
                "lot_id": target.lot_id,
                "status": target.status,
                "quantity": quantity,
                "kind": "picked",
            },
        )
