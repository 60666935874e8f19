"""What tasks demand of whoever does them, and who meets it."""

from edge.floor.reader import SiteReader
from models.warehouse.work import demand_of


def demanded(site: SiteReader, item_id: int, *location_ids: int | None) -> str | None:
    """What work on this item, from and to these places, demands."""
    item = site.item(item_id)
    places = (site.location(place) for place in location_ids if place is not None)
    return demand_of(
        (
            item.skill if item is not None else None,
            *(place.skill for place in places if place is not None),
        )
    )
