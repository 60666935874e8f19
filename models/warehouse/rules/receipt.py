"""What is accepted at the dock, and what is looked at before it is stock."""

from models.warehouse.rules.saying import Saying


class ReceiveBy(Saying, frozen=True, tag="receipt"):
    """over_percent: how much more than announced is taken without a second scan, over all receipts
    of the line. over_percent_max: beyond it, nothing is taken without a supervisor; None: no bound.
    inspect_percent: the share of a receipt that waits for inspection.
    """

    over_percent: int = 0
    over_percent_max: int | None = None
    inspect_percent: int = 0


def over(expected: int, received: int, percent: int) -> int:
    """By how much the cumulated receipt passes the announced quantity plus tolerance; else 0."""
    if received * 100 <= expected * (100 + percent):
        return 0
    return received - expected


def to_inspect(quantity: int, percent: int) -> int:
    """Pieces of a receipt to inspect, rounded up: a share of something is at least one."""
    return -(-quantity * percent // 100)
