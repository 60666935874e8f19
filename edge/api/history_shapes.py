"""What the API says of rows that were brought over from another system."""

from typing import Literal

import msgspec

Outcome = Literal["imported", "history", "refused"]


class HistoryRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row as it was there. became: table and id of what it is here; state: its number there."""

    id: str
    table: str
    row: int
    outcome: Outcome
    reason: str | None
    became: str | None
    became_id: str | None
    number: str | None
    party: str | None
    item: str | None
    state: str | None
    at: str | None
    body: dict[str, str | int | float | None]


class HistoryPage(msgspec.Struct, frozen=True, kw_only=True):
    """Newest first."""

    items: list[HistoryRow]
    next_cursor: str | None
    as_of: str


class AccountRow(msgspec.Struct, frozen=True, kw_only=True):
    """An account that was moved in."""

    name: str
    time_zone: str
    at: str | None


class AccountPage(msgspec.Struct, frozen=True, kw_only=True):
    items: list[AccountRow]
    as_of: str
