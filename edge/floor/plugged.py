"""Rules of plug-ins on the floor: what they are shown, and what their answers mean here."""

from collections.abc import Iterator, Sequence

from edge.floor.reader import Area, Item, Location, SiteReader
from edge.plugins.specs import Goods, Place, StockSeen
from models.warehouse.rules.putaway import PutAwayBy
from models.warehouse.stock import PROPERTY_OF_STATUS, Stock


class _Places:
    """Look-ups for one putaway: places for goods of this status."""

    def __init__(self, site: SiteReader, item_id: int, wanted: str) -> None:
        self._site, self._item_id, self._wanted = site, item_id, wanted

    def fixed(self) -> Place | None:
        return _place(self._site.fixed_location(self._item_id, self._wanted))

    def same_item(self, zone: str | None = None, size_class: str | None = None) -> Place | None:
        area = Area(zone, size_class)
        return _place(self._site.home_of(self._item_id, self._wanted, area))

    def empty(self, zone: str | None = None, size_class: str | None = None) -> Place | None:
        return _place(self._site.empty_location(self._wanted, Area(zone, size_class)))

    def empty_near(
        self, sequence: int, zone: str | None = None, size_class: str | None = None
    ) -> Place | None:
        area = Area(zone, size_class)
        return _place(self._site.empty_near(self._wanted, sequence, area))

    def at(self, code: str) -> Place | None:
        return _place(_storage(self._site, code, self._wanted))


def named_by_plugin(
    site: SiteReader, by: PutAwayBy, item: Item, status: str, quantity: int
) -> Iterator[Location]:
    """Locations a plug-in's rule names; what is none, or takes no goods of this status, is passed
    over."""
    assert by.plugin is not None
    wanted = PROPERTY_OF_STATUS[status]
    goods = Goods(
        item.code,
        quantity,
        status,
        item.class_abc,
        item.tracking,
        item.weight_g,
        item.volume_mm3,
        by.zone,
        by.size_class,
    )
    for code in site.putaway_by_plugin(by.plugin, goods, _Places(site, item.id, wanted)):
        location = _storage(site, code, wanted)
        if location is not None:
            yield location


def ranks_of(site: SiteReader, name: str, stocks: Sequence[Stock], today: str) -> list[int]:
    """A plug-in's rank for each piece of stock; none where it has nothing to say."""
    seen = [
        StockSeen(
            stock.location_code,
            stock.zone,
            stock.sequence,
            stock.quantity,
            stock.free,
            stock.received_at_ms,
            stock.lot,
            stock.expiry,
            stock.unit,
        )
        for stock in stocks
    ]
    return site.ranks_by_plugin(name, seen, today)


def _storage(site: SiteReader, code: str, wanted: str) -> Location | None:
    found = [each for each in site.locations(code) if each.code == code]
    if len(found) != 1 or found[0].kind != "storage" or found[0].property != wanted:
        return None
    return found[0]


def _place(location: Location | None) -> Place | None:
    if location is None:
        return None
    return Place(location.code, location.zone, location.sequence, location.property)
