"""Pieces of questions that several dialogues show alike."""

from edge.floor.reader import SiteReader
from models.warehouse.dialogues.question import Goods


def goods_of(
    site: SiteReader,
    item_id: int,
    quantity: int | None = None,
    lot: str | None = None,
    expiry: str | None = None,
) -> Goods:
    """An item as goods in hand; quantity in base units."""
    item = site.item(item_id)
    assert item is not None
    return Goods(item.code, item.description or "", quantity, lot, expiry)
