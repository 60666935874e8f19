"""What the API says about demand to come."""

import msgspec

from models.warehouse.foresight import Because, Outlook
from models.warehouse.proposals import ProposalRow


class ProposalPage(msgspec.Struct, frozen=True, kw_only=True):
    items: list[ProposalRow]
    next_cursor: str | None
    as_of: str


class OutlookRow(msgspec.Struct, frozen=True, kw_only=True):
    """An item with all that is known of its demand to come."""

    item: str
    because: Because | None


class OutlookPage(msgspec.Struct, frozen=True, kw_only=True):
    items: list[OutlookRow]
    next_cursor: str | None
    as_of: str


class Workload(msgspec.Struct, frozen=True, kw_only=True):
    """The work that is expected; null until the first night has passed."""

    outlook: Outlook | None
    as_of: str
