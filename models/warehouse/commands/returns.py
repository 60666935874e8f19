"""Goods that come back from a customer."""

from typing import Annotated, Literal

from msgspec import Meta

from models.warehouse.commands.base import TEXT_CHARACTERS_MAX, Base, Code, Entered, Quantity
from models.warehouse.texts import NO_NUL

Disposition = Literal["restock", "inspect", "scrap", "supplier"]
Reason = Annotated[str, Meta(min_length=1, max_length=TEXT_CHARACTERS_MAX, pattern=NO_NUL)]


class ReturnGoods(Base, frozen=True, kw_only=True, tag="return_goods"):
    """Part of a shipped order is back: back to stock, to be inspected, thrown away, or kept for its
    supplier. The return is a document of its own, made at its first item."""

    order: Code
    item: Code
    quantity: Quantity
    disposition: Disposition
    reason: Reason
    lot: Code | None = None
    dock: Code | None = None
    confirm: bool = False
    entered: Entered | None = None
