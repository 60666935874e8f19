"""What the site knows beside its demand: stock on its way, who delivers and how fast, where goods
are picked, and what people have said of proposals."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

import apsw

from edge.store import demand
from edge.store.demand import Place

DAY_MS = 86_400_000
DISMISSED_D, SEEN_TO_D = 7, 30
"""Days for which an item is left alone after somebody turned a proposal down, or saw to it."""
ORDERED_D = 45
"""Days after which goods that somebody said to have ordered, and nobody announced, are given up."""


class Arrives(NamedTuple):
    """Of an item; `day`: 1 is today, the day after the last one known."""

    item_id: int
    day: int
    quantity: int


@dataclass(frozen=True)
class Known:
    """By item id, as of one moment. `lead_days`: by supplier id, from announcement to receipt."""

    owed: dict[int, int]
    arrivals: dict[int, list[Arrives]]
    ordered: dict[int, int]
    suppliers: dict[int, tuple[int, str]]
    lead_days: dict[int, list[int]]
    packs: dict[int, int]
    least: dict[int, int]
    places: dict[int, Place]
    packing: tuple[int, int]
    settled: frozenset[tuple[int, str]]
    open: dict[tuple[int, str], int]


def read_known(
    connection: apsw.Connection, warehouse_id: int, today: date, now_ms: int, zone: ZoneInfo
) -> Known:
    """On a reader's thread."""
    arrivals: dict[int, list[Arrives]] = {}
    for item_id, quantity, expected_on in demand.coming(connection):
        day = max(1, (_day(expected_on, today) - today).days + 1)
        arrivals.setdefault(item_id, []).append(Arrives(item_id, day, quantity))
    return Known(
        owed=demand.owed(connection),
        arrivals=arrivals,
        ordered=demand.promised_orders(connection, now_ms - ORDERED_D * DAY_MS),
        suppliers=demand.suppliers(connection),
        lead_days=_lead_days(connection, zone),
        packs=demand.packs(connection),
        least=demand.least(connection),
        places=demand.places(connection),
        packing=demand.packing(connection, warehouse_id) or (0, 0),
        settled=demand.settled(
            connection, now_ms - DISMISSED_D * DAY_MS, now_ms - SEEN_TO_D * DAY_MS
        ),
        open=demand.open_proposals(connection),
    )


def _lead_days(connection: apsw.Connection, zone: ZoneInfo) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for supplier, announced_ms, received_ms in demand.deliveries(connection):
        if supplier is not None and announced_ms is not None and received_ms is not None:
            days = (_date(received_ms, zone) - _date(announced_ms, zone)).days
            found.setdefault(supplier, []).append(max(0, days))
    return found


def _day(text: str | None, otherwise: date) -> date:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return otherwise


def _date(at_ms: int, zone: ZoneInfo) -> date:
    return datetime.fromtimestamp(at_ms / 1000, zone).date()
