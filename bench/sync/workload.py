"""The same work for every contender: rows of ten columns, then edits of two fields each."""

import random
from collections.abc import Iterator, Sequence
from typing import TypeVar

from sync.core.catalogue import Catalogue, Field, Kind, Merge, Table, TableId, Value

ROWS = 10_000
UPDATES = 4 * ROWS
BULK = 1_000
FEW = 10
FIRST_ID = 7 << 41  # as the ids of models.warehouse: node number and counter in 63 bits

_COLUMNS = (
    ("name", Kind.TEXT),
    ("warehouse", Kind.TEXT),
    ("quantity", Kind.INT),
    ("price_cents", Kind.INT),
    ("status", Kind.TEXT),
    ("location", Kind.TEXT),
    ("lot", Kind.TEXT),
    ("updated_s", Kind.INT),
    ("note", Kind.TEXT),
)
ITEM = Table(
    TableId(1),
    "item",
    Merge.ROWS,
    tuple(Field(place, name, kind) for place, (name, kind) in enumerate(_COLUMNS, start=1)),
)
MOVE = Table(
    TableId(2),
    "move",
    Merge.LEDGER,
    tuple(
        Field(place, name)
        for place, name in enumerate(
            (
                "company_id",
                "owner_id",
                "warehouse_id",
                "item_id",
                "lot_id",
                "from_location_id",
                "to_location_id",
                "unit_id",
                "quantity",
                "document_id",
                "at_ms",
            ),
            start=1,
        )
    ),
)
CATALOGUE = Catalogue(1, (ITEM, MOVE))
_STATES = ("new", "received", "putaway", "stored", "allocated", "picked", "packed", "shipped")

Row = tuple[Value, ...]
Edit = tuple[int, dict[str, Value]]
_T = TypeVar("_T")


def rows(chance: random.Random, count: int = ROWS) -> list[Row]:
    """Key first."""
    return [
        (
            FIRST_ID + number,
            f"Item {chance.randrange(10**6)} steel bolt",
            f"WH{chance.randrange(8)}",
            chance.randrange(1_000),
            chance.randrange(10_000),
            chance.choice(_STATES),
            _location(chance),
            f"L{chance.randrange(10**6)}",
            1_790_000_000 + number,
            f"note {chance.randrange(10**9)} keep dry",
        )
        for number in range(count)
    ]


def edits(chance: random.Random, count: int, among: int = ROWS) -> list[Edit]:
    """Two fields each, of random rows."""
    found: list[Edit] = []
    for number in range(count):
        key = FIRST_ID + chance.randrange(among)
        if number % 2:
            values: dict[str, Value] = {
                "quantity": chance.randrange(1_000),
                "updated_s": 1_790_000_000 + chance.randrange(10**7),
            }
        else:
            values = {"status": chance.choice(_STATES), "location": _location(chance)}
        found.append((key, values))
    return found


def batches(work: Sequence[_T], size: int) -> Iterator[Sequence[_T]]:
    """Consecutive pieces: one transaction each."""
    for at in range(0, len(work), size):
        yield work[at : at + size]


def _location(chance: random.Random) -> str:
    return f"A-{chance.randrange(40):02d}-{chance.randrange(99):02d}-{chance.randrange(9)}"
