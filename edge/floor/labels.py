"""What a GS1 label says of goods: one scan may name the item, its lot, its date and how many."""

from datetime import date

import msgspec

from edge.floor.reader import Item, SiteReader, Unit
from models.warehouse.barcodes import gtin_forms
from models.warehouse.gs1.config import Config
from models.warehouse.gs1.faults import Gs1Error
from models.warehouse.gs1.parse import parse


class Label(msgspec.Struct, frozen=True):
    """The item or unit a label names, with what else it says; `pieces` are packs of the item."""

    items: tuple[Item, ...] = ()
    unit: Unit | None = None
    lot: str | None = None
    expiry: date | None = None
    pieces: int | None = None


def label_of(site: SiteReader, code: str, today: str) -> Label | None:
    """A scan read as GS1 element string or Digital Link; None: it is none, or names nothing here.
    One code of a label may lack what another of its codes carries."""
    try:
        said = parse(code, Config(today=date.fromisoformat(today), complete=False))
    except Gs1Error:
        return None
    gtin = said.gtin or said.content
    items: dict[int, Item] = {}
    for form in gtin_forms(gtin) if gtin else ():
        items |= {item.id: item for item in site.items(form)}
    unit = site.unit(said.sscc) if said.sscc else None
    if not items and unit is None:
        return None
    return Label(tuple(items.values()), unit, said.serial or said.lot, said.expiry, said.count)
