"""What has come back and is in hand."""

import msgspec

from models.warehouse.commands import Entered
from models.warehouse.commands.returns import Disposition

CLOSE, OTHER, BACK = "close", "other", "back"
DISPOSITIONS: tuple[Disposition, ...] = ("restock", "inspect", "scrap", "supplier")
REASONS = ("unwanted", "faulty", "wrong_goods", "transport")


class Returning(msgspec.Struct, frozen=True, omit_defaults=True):
    """The order, the goods in hand, how many and where they are to go."""

    order: str = ""
    item: str = ""
    lot: str | None = None
    quantity: int = 0
    disposition: Disposition = "restock"
    entered: Entered | None = None
