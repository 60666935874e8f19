"""A settled count is written into the book."""

from collections.abc import Mapping

from edge.floor.correcting import find, lose
from edge.floor.draft import Draft
from edge.floor.reader import Location, SiteReader
from models.warehouse.counting import Kind
from models.warehouse.stock import AVAILABLE, HOLD, PROPERTY_OF_STATUS, Stock, StockKey

STATUS_OF_PROPERTY = {wanted: status for status, wanted in PROPERTY_OF_STATUS.items()}
REASON = "count"


def free_for(site: SiteReader, location: Location, found: Mapping[Kind, int]) -> bool:
    """Whether every loss can be taken from stock that no order has reserved."""
    return all(
        sum(stock.free for stock in _of(site, location, kind)) >= -difference
        for kind, difference in found.items()
        if difference < 0
    )


def post(
    draft: Draft,
    site: SiteReader,
    location: Location,
    found: Mapping[Kind, int],
    counted: Mapping[Kind, int],
    count_id: int,
) -> None:
    """Differences become movements; doubted stock that was there after all is doubted no more."""
    for kind, difference in found.items():
        stocks = _of(site, location, kind)
        if difference < 0:
            lose(draft, "count", stocks, -difference, REASON)
        else:
            item = site.item(kind.item_id)
            assert item is not None
            status = STATUS_OF_PROPERTY[location.property]
            key = StockKey(item.id, location.id, 0, kind.lot_id, item.owner_id, status)
            find(draft, "count", key, difference, REASON)
    if location.kind == "storage" and location.property == "normal":
        for kind in counted:
            _trust_again(draft, site, location, kind, -min(0, found.get(kind, 0)), count_id)


def _trust_again(
    draft: Draft, site: SiteReader, location: Location, kind: Kind, lost: int, count_id: int
) -> None:
    """A pick that found nothing set stock aside here; what the count did not lose of it is good."""
    for stock in _of(site, location, kind):
        expired = stock.expiry is not None and stock.expiry < draft.now.today
        if stock.key.status != HOLD or expired:
            continue
        left = stock.free - min(lost, stock.free)
        lost -= min(lost, stock.free)
        if left:
            good = stock.key._replace(status=AVAILABLE)
            draft.move(
                "count", stock.key, good, left, stock.received_at_ms,
                document_id=count_id, reason=REASON,
            )  # fmt: skip


def _of(site: SiteReader, location: Location, kind: Kind) -> list[Stock]:
    stocks = site.stock_at(location.id, kind.item_id)
    return [stock for stock in stocks if stock.key.lot_id == kind.lot_id]
