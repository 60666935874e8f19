"""What a GS1 label says of goods: one scan may name the item, its lot, its date and how many."""

from datetime import date

import msgspec

from edge.floor.reader import Item, Pack, SiteReader, Unit
from models.warehouse.barcodes import gtin_forms
from models.warehouse.catch import grams
from models.warehouse.gs1.config import Config
from models.warehouse.gs1.faults import Gs1Error
from models.warehouse.gs1.parse import parse
from models.warehouse.quantity import of_packs


class Label(msgspec.Struct, frozen=True):
    """The item or unit a label names, with what else it says. `packs`: what the GTIN stands for, by
    item; `count`: how many of that the label says there are; `weight_g`: net, of all of it."""

    items: tuple[Item, ...] = ()
    packs: dict[int, Pack] = {}
    unit: Unit | None = None
    lot: str | None = None
    expiry: date | None = None
    count: int | None = None
    weight_g: int | None = None

    def pieces(self, item: Item) -> int | None:
        """Base units the label speaks of; None: of one piece."""
        pack = self.packs.get(item.id)
        if pack is None:
            return self.count
        return of_packs(self.count or 1, pack.quantity)


def label_of(site: SiteReader, code: str, today: str) -> Label | None:
    """A scan read as GS1 element string or Digital Link; None: it is none, or names nothing here.
    One code of a label may lack what another of its codes carries."""
    try:
        said = parse(code, Config(today=date.fromisoformat(today), complete=False))
    except Gs1Error:
        return None
    gtin = said.gtin or said.content
    items: dict[int, Item] = {}
    packs: dict[int, Pack] = {}
    for form in gtin_forms(gtin) if gtin else ():
        for item in site.items(form):
            items[item.id] = item
            pack = site.pack(item.id, form)
            if pack is not None:
                packs[item.id] = pack
    unit = site.unit(said.sscc) if said.sscc else None
    if not items and unit is None:
        return None
    lot = said.serial or said.lot
    weight_g = grams(said.weight) if said.weight is not None else None
    return Label(tuple(items.values()), packs, unit, lot, said.expiry, said.count, weight_g)
