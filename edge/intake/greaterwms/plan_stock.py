"""What lies where, from the physical rows, and what of it is kept for orders."""

from edge.intake.greaterwms.plan import Opening, Picked, Planner, Share
from edge.intake.greaterwms.plan_master import STATUSES
from edge.intake.greaterwms.reading import of
from edge.intake.greaterwms.shapes import Lying, Picking
from models.warehouse.barcodes import clean
from models.warehouse.stock import AVAILABLE

ALLOCATED = 0
DONE = 1


class Stock:
    """Openings, and what of them is not given away yet."""

    def __init__(self, at: Planner) -> None:
        self._at = at
        self._free: dict[str, tuple[Opening, int]] = {}
        self._shares: dict[tuple[str, str], list[Share]] = {}
        self._pool: dict[str, list[tuple[int, int]]] = {}
        self.available: dict[str, int] = {}

    def open(self) -> None:
        """Each physical row becomes stock, or is refused."""
        at = self._at
        places, items = at.places, at.items
        seen: set[str] = set()
        for row in of(at.sheets, "stockbin", Lying):
            place, item = clean(row.location), clean(row.goods_code)
            if place not in places:
                at.refuses("stockbin", row, "unknown_bin", f"{row.goods_qty} in {place}")
            elif item not in items:
                at.refuses("stockbin", row, "unknown_goods", f"{row.goods_qty} of {item}")
            elif min(row.goods_qty, row.pick_qty, row.picked_qty) < 0:
                at.refuses("stockbin", row, "negative", f"{place} {item}")
            elif row.t_code and row.t_code in seen:
                at.refuses("stockbin", row, "row_twice", f"{place} {item} {row.goods_qty}")
            else:
                seen.add(row.t_code)
                self._take(row, item, STATUSES[places[place]])

    def _take(self, row: Lying, item: str, status: str) -> None:
        at, since = self._at, self._at.at_ms(row)
        if row.picked_qty:
            self._pool.setdefault(item, []).append((row.picked_qty, since))
        if row.goods_qty:
            opening = Opening(row, row.goods_qty, status, since)
            at.plan.openings.append(opening)
            self._free[row.t_code] = (opening, row.goods_qty)
            if status == AVAILABLE:
                self.available[item] = self.available.get(item, 0) + row.goods_qty
        if row.goods_qty or row.picked_qty:
            at.takes("stockbin", row)
        else:
            at.shelves("stockbin", row, "nothing_there")

    def allocate(self, orders: set[str]) -> None:
        """What the open pick list keeps for orders that are still to be picked."""
        at = self._at
        for pick in of(at.sheets, "pickinglist", Picking):
            if pick.picking_status == DONE:
                at.shelves("pickinglist", pick, "done")
            elif pick.picking_status != ALLOCATED or pick.is_delete:
                at.shelves("pickinglist", pick, "other_status")
            elif clean(pick.dn_code) not in orders:
                at.refuses("pickinglist", pick, "unknown_dn", pick.dn_code)
            elif pick.pick_qty <= 0:
                at.refuses("pickinglist", pick, "negative", pick.pick_qty)
            else:
                self._keep(pick)

    def _keep(self, pick: Picking) -> None:
        at, item = self._at, clean(pick.goods_code)
        opening, free = self._free.get(pick.t_code, (None, 0))
        if opening is None or clean(opening.row.goods_code) != item:
            at.refuses("pickinglist", pick, "unknown_stock", f"{pick.dn_code} {item}")
        elif opening.status != AVAILABLE:
            at.refuses("pickinglist", pick, "blocked_stock", f"{pick.dn_code} {item}")
        elif pick.pick_qty > free:
            at.refuses("pickinglist", pick, "more_than_lies_there", f"{pick.pick_qty} of {free}")
        else:
            self._free[pick.t_code] = (opening, free - pick.pick_qty)
            self.available[item] -= pick.pick_qty
            share = Share(pick.id, opening.row, pick.pick_qty)
            self._shares.setdefault((clean(pick.dn_code), item), []).append(share)
            at.takes("pickinglist", pick)

    def shares(self, order: str, item: str, wanted: int) -> list[Share]:
        """Those of a line; what two lines of one item leave over stays for the second."""
        waiting = self._shares.get((order, item), [])
        found: list[Share] = []
        while waiting and wanted > 0:
            share = waiting.pop(0)
            part = min(share.quantity, wanted)
            if part < share.quantity:
                waiting.insert(0, Share(share.picking, share.stock, share.quantity - part))
            found.append(Share(share.picking, share.stock, part))
            wanted -= part
        return found

    def unused(self) -> dict[tuple[str, str], list[Share]]:
        """Kept for a line that is not there: it is free again."""
        return {key: left for key, left in self._shares.items() if left}

    def picked(self, item: str, wanted: int) -> int:
        """How much of what an order was picked has left its location and stands here."""
        found = 0
        for at, (quantity, since) in enumerate(self._pool.get(item, [])):
            part = min(quantity, wanted - found)
            if part:
                self._pool[item][at] = (quantity - part, since)
                found += part
        return found

    def leave_over(self) -> None:
        """Picked for nobody: it stands in the packing area and is put away again."""
        for item, parts in self._pool.items():
            for quantity, since in parts:
                if quantity:
                    self._at.plan.picked.append(Picked(item, quantity, since))
