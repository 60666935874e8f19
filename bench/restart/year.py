"""A site with the records of a year, and its headquarters that holds all of them."""

import json
import time
from pathlib import Path

import msgspec

from bench.restart.nodes import Node, say
from edge.opening import Opened, open_folder
from hub.keys import load_keys
from models.warehouse.catalogue import ITEM, MOVEMENT
from models.warehouse.ids import IdSource
from models.warehouse.scopes import company_scope, warehouse_scope
from node.clock import wall_clock_ms
from sync.core.catalogue import Value
from sync.core.change import Append, Put
from sync.store.protocol import Author
from sync.store.sqlite import Options

RECORDS_PER_COMMIT = 256
ITEM_CODE = "YEAR"
ARRIVED_S_MAX = 600.0
NORMAL = Options(durability="normal")


class Pair(msgspec.Struct, frozen=True):
    """A hub and an edge on the line, each with a key of its own."""

    hub: Node
    edge: Node
    hub_key: str
    edge_key: str
    location: str

    def work(self, command_id: str) -> None:
        """One piece is put into stock, durably."""
        where = {"item": ITEM_CODE, "location": self.location, "lot": None, "unit": None}
        command = {"type": "adjust", "command_id": command_id, "scanned_at": None, **where}
        self.edge.call(
            "/api/v1/commands", self.edge_key, {**command, "quantity": 1, "reason": "bench"}
        )

    def kill(self) -> None:
        """Both."""
        self.edge.kill()
        self.hub.kill()


def make(folder: Path, records: int) -> Pair:
    """Founded and joined by the commands a person would type; both run, and the hub has it all."""
    hub = Node("hub", folder / "hub")
    say("hub", "init", "--data", str(hub.folder), "--company", "ACME")
    hub.start()
    edge = Node("edge", folder / "edge")
    try:
        issued = say("hub", "enrol", "NORTH", "--data", str(hub.folder))
        join = ("--hub", hub.address, "--enrol", str(issued["code"]), "--port", str(edge.port))
        made = say("edge", "init", "--data", str(edge.folder), *join)
        keys = load_keys(hub.folder).local_token, str(made["key"])
        pair = Pair(hub, edge, *keys, location=fill(edge.folder, records))
        edge.start()
        _wait_until_arrived(pair)
    except BaseException:
        edge.kill()
        hub.kill()
        raise
    return pair


def fill(folder: Path, records: int) -> str:
    """So many movements, a record and a stored reply each, from outside to outside: no stock. The
    code of a location that can be worked with."""
    opened = open_folder(folder, wall_clock_ms, NORMAL)
    movement = _movement(opened)
    scope = warehouse_scope(opened.site.warehouse_id)
    store, execute = opened.store, opened.store.connection.execute
    for first in range(0, records, RECORDS_PER_COMMIT):
        store.begin()
        for number in range(first, min(first + RECORDS_PER_COMMIT, records)):
            store.write(scope, [Append(MOVEMENT, movement)], Author(1, 1, f"year-{number}"))
            reply = (f"year-{number}", b"\0" * 16, b"{}" * 100, movement["at_ms"])
            execute("INSERT INTO stored_reply VALUES(?,?,?,?)", reply)
        store.commit()
    ((code,),) = execute("SELECT code FROM location WHERE kind='storage' LIMIT 1").fetchall()
    opened.close()
    return str(code)


def _movement(opened: Opened) -> dict[str, Value]:
    site, store = opened.site, opened.store
    item = IdSource(store.me.number, wall_clock_ms).new()
    owned: dict[str, Value] = {"company_id": site.company_id, "owner_id": site.owner_id}
    store.begin()
    described = {**owned, "code": ITEM_CODE, "description": "Sold a year long"}
    store.write(company_scope(site.company_id), [Put(ITEM, item, described)], Author())
    store.commit()
    return {field.name: field.default for field in MOVEMENT.fields} | {
        **owned,
        "warehouse_id": site.warehouse_id,
        "kind": "receive",
        "at_ms": wall_clock_ms(),
        "item_id": item,
        "quantity": 1,
        "from_location": site.places.supplier,
        "to_location": site.places.customer,
    }


def _wait_until_arrived(pair: Pair) -> None:
    end = time.monotonic() + ARRIVED_S_MAX
    while time.monotonic() < end:
        (site,) = json.loads(pair.hub.call("/api/v1/sites", pair.hub_key))["items"]
        if site["waiting_ops"] == 0:
            return
        time.sleep(1)
    raise AssertionError("headquarters did not get the records in time")
