"""An edge reduced to its store: it writes facts, and exchanges with the hub when asked."""

import base64
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from models.warehouse import ids
from models.warehouse.catalogue import (
    CATALOGUE,
    DN,
    DN_LINE,
    ITEM,
    LOCATION,
    MOVEMENT,
    RESERVATION,
    TRANSFER,
    TRANSFER_LINE,
)
from models.warehouse.ids import IdSource
from models.warehouse.policy import WarehousePolicy
from models.warehouse.scopes import company_scope, warehouse_scope
from node.keys import public_bytes
from sync.core.catalogue import Value
from sync.core.change import Append, Change, Put
from sync.core.ids import Scope
from sync.store.protocol import Author, Member
from sync.store.sqlite import Options, SqliteStore

START_MS = 1_760_000_000_000
QUICK = Options(durability="off", sync_directory=False)


class Clock:
    """Wall time that moves when told to."""

    def __init__(self) -> None:
        self.now_ms = START_MS

    def __call__(self) -> int:
        return self.now_ms


class Site:
    """An edge reduced to its store: it writes facts, and exchanges with the hub when asked."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self.key = Ed25519PrivateKey.generate()
        self.node = int.from_bytes(public_bytes(self.key)[:7], "big") | 1
        self.clock = clock
        self.folder = folder

    def accept(self, certificate: dict[str, object]) -> None:
        """Become what the hub's answer says."""
        read = msgspec.convert(certificate, Certificate)
        self.number, self.scopes = read.number, read.scopes
        self.warehouse = ids.read(read.warehouse.id)
        self.code = read.warehouse.code
        self.company, self.owner = ids.read(read.company.id), ids.read(read.owner.id)
        me = Member(self.node, read.number, public_bytes(self.key), "edge", read.scopes)
        self.store = SqliteStore.create(
            self.folder / f"{self.code}.db",
            CATALOGUE,
            me,
            self.key,
            self.clock,
            policy=WarehousePolicy(),
            options=QUICK,
        )
        hub_key = base64.b64decode(read.hub.public_key)
        self.hub = ids.read(read.hub.node)
        self.hub_member = Member(self.hub, read.hub.number, hub_key, "hub", read.scopes)
        self.store.enrol(self.hub_member)
        self.new_id = IdSource(read.number, self.clock)
        self.places: dict[str, int] = {}

    def become(self, other: "Site") -> None:
        """Pretend to be at another's site, with a key of one's own."""
        self.number, self.scopes, self.code = other.number + 100, other.scopes, other.code
        self.warehouse, self.company, self.owner = other.warehouse, other.company, other.owner
        self.places = other.places
        me = Member(self.node, self.number, public_bytes(self.key), "edge", self.scopes)
        self.store = SqliteStore.create(
            self.folder / f"{self.code}-twin.db",
            CATALOGUE,
            me,
            self.key,
            self.clock,
            policy=WarehousePolicy(),
            options=QUICK,
        )
        self.new_id = IdSource(self.number, self.clock)

    def write(self, *changes: Change, scope: Scope | None = None) -> None:
        self.store.begin()
        self.store.write(scope or warehouse_scope(self.warehouse), changes, Author())
        self.store.commit()

    def settle_in(self) -> None:
        """Locations as an edge makes them at its birth."""
        changes: list[Change] = []
        for code, kind in (
            ("supplier", "virtual"),
            ("customer", "virtual"),
            ("transit", "virtual"),
            ("A-01", "storage"),
            ("HOLD", "storage"),
            ("PACK", "packing"),
        ):
            place = self.places[code] = self.new_id.new()
            values: dict[str, Value] = {
                **self.named(),
                "code": code,
                "kind": kind,
                "property": "hold" if code == "HOLD" else "normal",
            }
            changes.append(Put(LOCATION, place, values))
        self.write(*changes)

    def named(self) -> dict[str, Value]:
        return {"company_id": self.company, "warehouse_id": self.warehouse}

    def item(self, code: str, **more: Value) -> int:
        item = self.new_id.new()
        values: dict[str, Value] = {
            "company_id": self.company,
            "owner_id": self.owner,
            "code": code,
            **more,
        }
        self.write(Put(ITEM, item, values), scope=company_scope(self.company))
        return item

    def movement(self, item: int, quantity: int, source: str, target: str, **more: Value) -> Append:
        values: dict[str, Value] = {
            **self.named(),
            "owner_id": self.owner,
            "kind": "move",
            "at_ms": self.clock(),
            "item_id": item,
            "lot_id": 0,
            "quantity": quantity,
            "from_location": self.places[source],
            "from_unit": 0,
            "from_status": "available",
            "to_location": self.places[target],
            "to_unit": 0,
            "to_status": "available",
            **more,
        }
        return Append(MOVEMENT, values)

    def move(self, item: int, quantity: int, source: str, target: str, **more: Value) -> None:
        self.write(self.movement(item, quantity, source, target, **more))

    def send_off(self, item: int, quantity: int) -> None:
        """Goods leave for another site, with their half of a transfer."""
        common: dict[str, Value] = {**self.named(), "owner_id": self.owner}
        half = self.new_id.new()
        left: dict[str, Value] = {
            **common, "transfer_id": half, "line": 1, "item_id": item, "shipped": quantity,
        }  # fmt: skip
        values: dict[str, Value] = {**common, "number": "T-1", "state": "in_transit"}
        self.write(
            self.movement(item, quantity, "A-01", "transit"),
            Put(TRANSFER, half, values),
            Put(TRANSFER_LINE, self.new_id.new(), left),
        )

    def reserve(self, item: int, quantity: int, kind: str = "hard") -> None:
        values: dict[str, Value] = {
            **self.named(),
            "owner_id": self.owner,
            "item_id": item,
            "quantity": quantity,
            "location_id": self.places["A-01"],
            "kind": kind,
        }
        self.write(Put(RESERVATION, self.new_id.new(), values))

    def locate(self, code: str, place: int) -> None:
        self.write(Put(LOCATION, place, {**self.named(), "code": code}))

    def order(self, number: str, item: int, quantity: int, **more: Value) -> int:
        dn, line = self.new_id.new(), self.new_id.new()
        common: dict[str, Value] = {**self.named(), "owner_id": self.owner}
        self.write(
            Put(
                DN,
                dn,
                {
                    **common,
                    "number": number,
                    "state": "confirmed",
                    "created_at_ms": self.clock(),
                    **more,
                },
            ),
            Put(
                DN_LINE,
                line,
                {
                    **common,
                    "dn_id": dn,
                    "line": 1,
                    "item_id": item,
                    "ordered": quantity,
                },
            ),
        )
        return dn


class _Named(msgspec.Struct):
    id: str
    code: str


class _Hub(msgspec.Struct):
    node: str
    number: int
    public_key: str


class Certificate(msgspec.Struct):
    number: int
    scopes: tuple[str, ...]
    hub: _Hub
    company: _Named
    owner: _Named
    warehouse: _Named
