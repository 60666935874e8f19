"""What there is besides the books: goods on lorries, parcels at customers, tricks of the day."""

import random
from collections.abc import Iterable
from typing import NamedTuple

from tests.browser.site import ean13
from tests.month.house import House

LOT_EVERY, SERIAL_EVERY, WEIGHED_EVERY = 5, 13, 3
SHELF_LIFE_DAYS = 30
LOAD_PIECES_MAX = 40
GS1 = "]C1"


class Thing(NamedTuple):
    """An item as the month knows it."""

    code: str
    tracking: str
    gtin: str


class Load(NamedTuple):
    """Goods of one kind on a lorry, as they will be carried in. `pallet`: the label they stand
    under."""

    item: str
    quantity: int
    lot: str = ""
    expiry: str = ""
    damaged: bool = False
    pallet: str = ""
    label: str = ""


class Parcel(NamedTuple):
    """Something that comes back from a customer."""

    order: str
    item: str
    quantity: int
    lot: str


class World:
    """`lorries`: what stands at the docks, by delivery; `walk_ins`: what nobody announced."""

    def __init__(self, house: House, codes: Iterable[str], chance: random.Random) -> None:
        self.house, self.chance = house, chance
        self.things = [_thing(number, code) for number, code in enumerate(sorted(codes))]
        self.by_code = {thing.code: thing for thing in self.things}
        self.lorries: dict[str, list[Load]] = {}
        self.walk_ins: list[Load] = []
        self.parcels: list[Parcel] = []
        self.arrived: list[str] = []
        self.miscounted: dict[str, int] = {}
        self._labels = 0

    def label(self, kind: str) -> str:
        """A label from the roll: nobody has scanned it yet."""
        self._labels += 1
        return f"{kind}-{self._labels:05}"

    def introduce(self) -> None:
        """The catalogue, as the office imports it; then what an import does not carry."""
        house = self.house
        rows = [
            f"{thing.code},Item {thing.code},{thing.gtin},{thing.tracking},"
            f"{200 if number % WEIGHED_EVERY == 0 else ''}"
            for number, thing in enumerate(self.things)
        ]
        load_items(house, "code,description,barcode,tracking,weight_g", rows)
        for thing in self.things:
            if thing.tracking == "lot":
                fields = {"shelf_life_days": SHELF_LIFE_DAYS}
                house.do("edit_item", item=thing.code, fields=fields)

    def loads(self, item: str, quantity: int, day: int) -> list[Load]:
        """How so many pieces are packed: on pallets or loose, a few of them damaged, by lot."""
        thing = self.by_code[item]
        if thing.tracking == "serial":
            return [Load(item, 1, f"{item}-S{self.label('')}") for _ in range(min(quantity, 3))]
        broken = self.chance.choice((0, 0, 0, 0, 2)) if quantity > LOAD_PIECES_MAX // 2 else 0
        found = [self._load(thing, broken, day, damaged=True)] if broken else []
        left = quantity - broken
        while left > 0:
            part = min(left, LOAD_PIECES_MAX)
            found.append(self._load(thing, part, day))
            left -= part
        return found

    def _load(self, thing: Thing, quantity: int, day: int, *, damaged: bool = False) -> Load:
        chance = self.chance
        lot = f"L{day:02}" if thing.tracking == "lot" else ""
        pallet = self.label("PAL") if chance.random() < 0.2 else ""
        by_label = bool(lot) and chance.random() < 0.3
        label = f"{GS1}010{thing.gtin}10{lot}" if by_label else ""
        expiry = self.expiry(SHELF_LIFE_DAYS) if lot else ""
        return Load(thing.code, quantity, lot, expiry, damaged, pallet, label)

    def expiry(self, days: int) -> str:
        """A date so many days from today."""
        found = self.house.one(
            "SELECT date(? / 1000 + ? * 86400, 'unixepoch')", self.house.clock(), days
        )
        return str(found)


def load_items(house: House, heading: str, rows: list[str]) -> None:
    """Items from a table, all of them taken."""
    house.upload("items", "\n".join((heading, *rows)))


def _thing(number: int, code: str) -> Thing:
    tracking = "none"
    if number % LOT_EVERY == 0:
        tracking = "lot"
    elif number % SERIAL_EVERY == 0:
        tracking = "serial"
    return Thing(code, tracking, ean13(f"50100{number:07}"))
