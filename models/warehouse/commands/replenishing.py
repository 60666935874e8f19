"""Pick faces are refilled from bulk."""

from models.warehouse.commands.base import Base, Code, Quantity


class RequestReplenishment(Base, frozen=True, kw_only=True, tag="request_replenishment"):
    """Refill a pick face: as much as its bounds and the rules say, or a quantity of one's own."""

    location: Code
    quantity: Quantity | None = None


class Replenish(Base, frozen=True, kw_only=True, tag="replenish"):
    """Goods taken from bulk lie in the pick face now; `quantity` 0: nothing was there to take."""

    task_id: Code
    quantity: Quantity
    location: Code | None = None
