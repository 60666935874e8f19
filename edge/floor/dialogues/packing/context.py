"""What lies on the packing table: the order, what is counted into the open box."""

from typing import NamedTuple

import msgspec

from edge.floor.dialogues.talk import Talk
from edge.floor.finding import find_dn
from edge.floor.packing import loose_of
from edge.floor.weighing import Piece
from models.warehouse.commands import Entered
from models.warehouse.packs import PackSize

NEXT, PACK_ALL, CLOSE_BOX, OTHER, NO_WEIGHT, BACK = (
    *("next", "pack_all", "close_box", "other_order", "no_weight", "back"),
)


class Counted(NamedTuple):
    """Pieces of an item and lot in the open box."""

    item: str
    lot: str | None
    quantity: int
    entered: Entered | None = None


class Tote(NamedTuple):
    """A tote of the order: where it stands, or the zone whose picker has it."""

    unit: str
    at: str
    is_here: bool


class Packing(msgspec.Struct, frozen=True, omit_defaults=True):
    """`unit`: a label scanned for the open box. `carton` of `cartons` in all is proposed for it.
    `item` and `pieces`: scanned last, waiting for their lot, in packs of `pack`."""

    order: str = ""
    counted: tuple[Counted, ...] = ()
    unit: str | None = None
    carton: str | None = None
    cartons: int = 0
    item: str = ""
    pieces: int = 1
    pack: PackSize | None = None

    def of(self, item: str, lot: str | None) -> int:
        """How many of it are in the open box."""
        return sum(each.quantity for each in self.counted if (each.item, each.lot) == (item, lot))

    def entered_of(self, item: str, lot: str | None) -> Entered | None:
        """How that was entered, where it was in packs."""
        same = (each for each in self.counted if (each.item, each.lot) == (item, lot))
        return next((each.entered for each in same), None)

    @property
    def total(self) -> int:
        """Pieces in the open box."""
        return sum(each.quantity for each in self.counted)

    def with_count(
        self, item: str, lot: str | None, quantity: int, entered: Entered | None = None
    ) -> "Packing":
        """So many of it from now on."""
        others = tuple(each for each in self.counted if (each.item, each.lot) != (item, lot))
        counted = (*others, Counted(item, lot, quantity, entered)) if quantity else others
        return msgspec.structs.replace(self, counted=counted, item=item, pieces=1, pack=None)


class Loose(NamedTuple):
    """What is picked of an item and lot, and in no package yet."""

    item_id: int
    item: str
    lot: str | None
    quantity: int

    @property
    def row_id(self) -> str:
        """Names it in a list."""
        return self.item if self.lot is None else f"{self.item} {self.lot}"


def loose(talk: Talk[Packing], order: str | None = None) -> list[Loose]:
    """What is left to pack of the order, by item and lot."""
    dn = find_dn(talk.site, order or talk.context.order)
    totals: dict[tuple[int, str, str | None], int] = {}
    for reserved in loose_of(talk.site, dn):
        key = (reserved.item_id, reserved.item, reserved.lot)
        totals[key] = totals.get(key, 0) + reserved.quantity
    return [Loose(*key, quantity) for key, quantity in totals.items()]


def totes_of(talk: Talk[Packing], dn_id: int) -> list[Tote]:
    """The order's totes; those that zones still have are not here."""
    found: list[Tote] = []
    for unit in talk.site.units_of_dn(dn_id):
        place = talk.site.location(unit.location_id) if unit.location_id is not None else None
        if unit.kind != "package" and place is not None:
            at = unit.zone if unit.holder_id is not None and unit.zone else place.code
            found.append(Tote(unit.code, at, unit.zone is None))
    return found


def in_box(talk: Talk[Packing]) -> list[Piece]:
    """The open box's content, for its weight."""
    item_ids = {each.item: each.item_id for each in loose(talk)}
    return [
        Piece(item_ids[each.item], each.quantity)
        for each in talk.context.counted
        if each.item in item_ids
    ]
