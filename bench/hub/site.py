"""A site as one edge recorded it in a month: master data, open orders, and movements in tens."""

import base64
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import httpx
import msgspec

from bench.sync.workload import batches
from models.warehouse import ids
from models.warehouse.catalogue import CATALOGUE, DN, DN_LINE, ITEM, LOCATION, MOVEMENT
from models.warehouse.ids import IdSource
from models.warehouse.policy import EDGE, HUB, WarehousePolicy
from models.warehouse.scopes import company_scope, warehouse_scope
from node.clock import wall_clock_ms
from node.keys import create_secret, load_secret, new_node_id, public_bytes, signing_key
from sync.core.catalogue import Value
from sync.core.change import Append, Change, Put
from sync.core.ids import Scope
from sync.store.protocol import Author, Member
from sync.store.sqlite import Options, SqliteStore

ITEMS, LOCATIONS, ORDERS, LINES = 2_000, 500, 1_000, 5
ROWS_PER_RECORD, ROWS_PER_COMMIT = 10, 500
KEY_FILE, DATABASE = "node.key", "site.db"
NORMAL = Options(durability="normal")
_DEFAULTS = [(field.name, field.default) for field in MOVEMENT.fields]

Row = tuple[Value, ...]
"""A movement without its key."""


class _Named(msgspec.Struct, frozen=True):
    id: str


class _Hub(msgspec.Struct, frozen=True):
    node: str
    number: int
    public_key: str


class _Certificate(msgspec.Struct, frozen=True):
    number: int
    scopes: tuple[str, ...]
    hub: _Hub
    company: _Named
    owner: _Named
    warehouse: _Named


class Site:
    """The edge's store, without a floor: it writes facts."""

    def __init__(self, folder: Path, hub: httpx.Client, chance: random.Random) -> None:
        """Joins the hub by a one-time code."""
        self._chance = chance
        folder.mkdir()
        key = signing_key(create_secret(folder / KEY_FILE))
        node = new_node_id()
        given = _enrolled(hub, node, public_bytes(key))
        self.hub = ids.read(given.hub.node)
        warehouse = ids.read(given.warehouse.id)
        self._site, self._company = (
            warehouse_scope(warehouse),
            company_scope(ids.read(given.company.id)),
        )
        self._owned: dict[str, Value] = {
            "company_id": ids.read(given.company.id),
            "owner_id": ids.read(given.owner.id),
        }
        self._placed: dict[str, Value] = {**self._owned, "warehouse_id": warehouse}
        me = Member(node, given.number, public_bytes(key), EDGE, given.scopes)
        self.store = SqliteStore.create(
            folder / DATABASE, CATALOGUE, me, key, wall_clock_ms,
            policy=WarehousePolicy(), options=NORMAL,
        )  # fmt: skip
        theirs = base64.b64decode(given.hub.public_key)
        self.store.enrol(Member(self.hub, given.hub.number, theirs, HUB, given.scopes))
        self._new_id = IdSource(given.number, wall_clock_ms)
        self._items = [self._new_id.new() for _ in range(ITEMS)]
        self._supplier = self._new_id.new()
        self._locations = [self._new_id.new() for _ in range(LOCATIONS)]

    def reopen(self, folder: Path) -> None:
        """Go on after another process has had the store."""
        self.store = reopened(folder)

    def settle(self) -> None:
        """What every hub knows of a site before the first scan, and its open orders."""
        place = {name: value for name, value in self._placed.items() if name != "owner_id"}
        kinds = {self._supplier: "virtual"}
        items = [
            Put(
                ITEM,
                item,
                {**self._owned, "code": f"I{number:05}", "description": f"Item {number}"},
            )
            for number, item in enumerate(self._items)
        ]
        locations = [
            Put(LOCATION, at, {**place, "code": f"L{number:04}", "kind": kinds.get(at, "storage")})
            for number, at in enumerate((self._supplier, *self._locations))
        ]
        self._write(self._company, items)
        self._write(self._site, locations)
        self._write(self._site, list(self._orders()))

    def movements(self, count: int) -> list[Row]:
        """So many receipts, each into a location of its own choice."""
        chance, now = self._chance, wall_clock_ms()
        return [
            self._row(
                now, chance.choice(self._items), 1 + number % 9, chance.choice(self._locations)
            )
            for number in range(count)
        ]

    def _row(self, now_ms: int, item: int, quantity: int, location: int) -> Row:
        values: dict[str, Value] = {
            **self._placed,
            "kind": "receive",
            "at_ms": now_ms,
            "item_id": item,
            "quantity": quantity,
            "from_location": self._supplier,
            "to_location": location,
        }
        return tuple(values.get(name, default) for name, default in _DEFAULTS)

    def record(self, rows: Sequence[Row]) -> None:
        """In tens, as a floor does, so that chain and digests have their real weight."""
        names, author = MOVEMENT.names, Author(1, 1)
        for commit in batches(rows, ROWS_PER_COMMIT):
            self.store.begin()
            for piece in batches(commit, ROWS_PER_RECORD):
                changes = [Append(MOVEMENT, dict(zip(names, row, strict=True))) for row in piece]
                self.store.write(self._site, changes, author)
            self.store.commit()

    def _orders(self) -> Iterator[Change]:
        now = wall_clock_ms()
        for number in range(ORDERS):
            order = self._new_id.new()
            head: dict[str, Value] = {"number": f"O{number:05}", "created_at_ms": now + number}
            yield Put(DN, order, {**self._placed, **head, "due_at_ms": now + 3_600_000})
            for line in range(LINES):
                wanted: dict[str, Value] = {
                    "dn_id": order,
                    "line": line + 1,
                    "item_id": self._chance.choice(self._items),
                    "ordered": self._chance.randrange(1, 20),
                }
                yield Put(DN_LINE, self._new_id.new(), {**self._placed, **wanted})

    def _write(self, scope: Scope, changes: Sequence[Change]) -> None:
        for piece in batches(changes, ROWS_PER_COMMIT):
            self.store.begin()
            self.store.write(scope, piece, Author())
            self.store.commit()


def _enrolled(hub: httpx.Client, node: int, key: bytes) -> _Certificate:
    issued = hub.post("/enrolments", json={"site": {"code": "NORTH", "name": "North"}})
    issued.raise_for_status()
    asked = {
        "code": issued.json()["code"],
        "node": ids.show(node),
        "public_key": base64.b64encode(key).decode(),
        "name": "bench",
    }
    answer = hub.post("/enrol", json=asked)
    answer.raise_for_status()
    return msgspec.json.decode(answer.content, type=_Certificate)


def reopened(folder: Path) -> SqliteStore:
    """The same store in another process."""
    key = signing_key(load_secret(folder / KEY_FILE))
    return SqliteStore.open(
        folder / DATABASE, CATALOGUE, key, wall_clock_ms, policy=WarehousePolicy(), options=NORMAL
    )
