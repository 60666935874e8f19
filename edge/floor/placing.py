"""Where stock should go, and whether it may: the site's putaway rules and each location's room."""

from collections.abc import Iterator
from itertools import chain

from edge.floor.draft import Refusal
from edge.floor.finding import demand_fit
from edge.floor.plugged import named_by_plugin
from edge.floor.reader import Area, Item, Location, SiteReader
from models.warehouse.rules.putaway import USUAL, PutAwayBy
from models.warehouse.rules.rule import Subject, holding
from models.warehouse.stock import PROPERTY_OF_STATUS, StockKey

BEHIND_MAX = 8  # empty places tried behind one that turned out to be full


def propose(site: SiteReader, item: Item, key: StockKey, quantity: int) -> Location | None:
    """The first location the rules name that has room; else any of the right property, so that
    nobody stands in an aisle without an answer."""
    wanted = PROPERTY_OF_STATUS[key.status]
    rules = site.rules("putaway")
    said = holding(rules, subject_of(item, key.status), PutAwayBy) if rules else ()
    for by in (*said, *USUAL):
        for location in _candidates(site, by, item, key, quantity):
            if fits(site, location, item, key, quantity):
                return location
    return site.first_location("storage", wanted)


def propose_other(
    site: SiteReader, item: Item, key: StockKey, quantity: int, besides: tuple[int, ...]
) -> Location | None:
    """As above where some places are out of the question: full whatever the book says, or where
    the goods come from. Behind the last of them the next empty one is looked for."""
    wanted = PROPERTY_OF_STATUS[key.status]
    rules = site.rules("putaway")
    said = holding(rules, subject_of(item, key.status), PutAwayBy) if rules else ()
    found = (
        place for by in (*said, *USUAL) for place in _candidates(site, by, item, key, quantity)
    )
    for location in chain(found, _behind(site, wanted, besides)):
        if location.id not in besides and fits(site, location, item, key, quantity):
            return location
    return None


def _behind(site: SiteReader, wanted: str, besides: tuple[int, ...]) -> Iterator[Location]:
    last = site.location(besides[-1]) if besides else None
    for _ in range(BEHIND_MAX):
        if last is None:
            return
        last = site.empty_after(wanted, last)
        if last is not None:
            yield last


def subject_of(item: Item, status: str) -> Subject:
    """An item as rules see it."""
    return Subject(
        item.code,
        item.class_abc,
        item.owner,
        status=status,
        tracking=item.tracking,
        weight_g=item.weight_g,
        volume_mm3=item.volume_mm3,
    )


def fits(site: SiteReader, location: Location, item: Item, key: StockKey, quantity: int) -> bool:
    """Whether stock may lie there."""
    try:
        demand_fit(site, location, item, key.lot_id, key.status, quantity)
    except Refusal:
        return False
    return True


def _candidates(
    site: SiteReader, by: PutAwayBy, item: Item, key: StockKey, quantity: int
) -> Iterator[Location]:
    wanted, area = PROPERTY_OF_STATUS[key.status], Area(by.zone, by.size_class)
    found: Location | None = None
    match by.strategy:
        case "fixed":
            found = site.fixed_location(item.id, wanted)
        case "same_item":
            found = site.home_of(item.id, wanted, area)
        case "empty":
            found = site.empty_location(wanted, area)
        case "near_pick_face":
            face = site.fixed_location(item.id, "normal")
            found = site.empty_near(wanted, face.sequence, area) if face is not None else None
        case "any":
            found = site.first_location("storage", wanted)
        case "plugin":
            yield from named_by_plugin(site, by, item, key.status, quantity)
    if found is not None:
        yield found
