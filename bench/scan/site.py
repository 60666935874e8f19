"""A site whose picks are all released: every scan of the bench is real work."""

import random
import time
from pathlib import Path

import msgspec

from edge.floor.layout import Layout
from edge.opening import DATABASE, LIVE_OPTIONS, NODE_KEY, PEPPER_KEY
from edge.store.bootstrap import FirstKey, Named, SiteSetup, bootstrap
from edge.store.local import LOCAL_DDL
from edge.store.recorder import Actor, Recorder
from models.warehouse.catalogue import CATALOGUE, ITEM
from models.warehouse.commands import decode_command
from models.warehouse.ids import IdSource, show
from models.warehouse.scopes import company_scope
from node.clock import wall_clock_ms
from node.keys import create_secret, public_bytes, signing_key, token_hash
from sync.core.change import Insert
from sync.store.protocol import Author, Member
from sync.store.sqlite import SqliteStore

ITEMS = 500
LINES_PER_ORDER = 20
KEY = "bench-key-of-no-secrecy-whatsoever-0123456789"
LAYOUT = Layout(zones=("A", "B"), aisles=5, bays=10, levels=5)


def make(folder: Path, picks: int, seed: int) -> list[str]:
    """A data folder as `holdfast-edge init` leaves it, and the bodies of that many picks."""
    key = signing_key(create_secret(folder / NODE_KEY))
    create_secret(folder / PEPPER_KEY)
    me = Member(77, 7, public_bytes(key), "edge", ("*",))
    store = SqliteStore.create(
        folder / DATABASE,
        CATALOGUE,
        me,
        key,
        wall_clock_ms,
        local_ddl=LOCAL_DDL,
        options=LIVE_OPTIONS,
    )
    setup = SiteSetup(
        Named("ACME", "Acme"),
        Named("ACME", "Acme"),
        Named("W1", "North"),
        layout=LAYOUT,
        api_key=FirstKey("bench", token_hash(KEY)),
    )
    new = IdSource(7, wall_clock_ms).new
    site = bootstrap(store, setup, new, wall_clock_ms())
    recorder = Recorder(store, site, wall_clock_ms)
    owned = (site.company_id, site.owner_id)
    items = [
        (recorder.ids.new(), *owned, f"I{n:04}", f"Item {n}", *[f.default for f in ITEM.fields[4:]])
        for n in range(ITEMS)
    ]
    store.begin()
    store.write(company_scope(site.company_id), [Insert(ITEM, list(items))], Author())
    store.commit()
    bodies = _released(recorder, picks, random.Random(seed))
    store.close()
    return bodies


def _released(recorder: Recorder, picks: int, chance: random.Random) -> list[str]:
    number = 0

    def do(type_: str, **fields: object) -> None:
        nonlocal number
        number += 1
        body = {"type": type_, "command_id": f"prepare-{number}", "scanned_at": None, **fields}
        recorder.record(decode_command(msgspec.json.encode(body)), Actor(1, 1))

    store = recorder.store
    locations = [
        str(code)
        for (code,) in store.connection.execute("SELECT code FROM location WHERE kind = 'storage'")
    ]
    store.begin()
    for n in range(ITEMS):
        do(
            "adjust",
            item=f"I{n:04}",
            location=locations[n % len(locations)],
            lot=None,
            unit=None,
            quantity=1_000_000,
            reason="bench",
        )
    orders = []
    for n in range(picks // LINES_PER_ORDER):
        chosen = chance.sample(range(ITEMS), LINES_PER_ORDER)
        lines = [{"line": None, "item": f"I{i:04}", "quantity": 1} for i in chosen]
        orders.append(f"O{n}")
        do("take_order", order=f"O{n}", customer="C", due_at=None, lines=lines, priority=0)
    for at in range(0, len(orders), 50):
        do("release_orders", orders=orders[at : at + 50])
    store.commit()
    rows = store.connection.execute(
        "SELECT task.id, location.code, item.code FROM task "
        "JOIN location ON location.id = task.from_location JOIN item ON item.id = task.item_id "
        "WHERE task.kind = 'pick'"
    ).fetchall()
    chance.shuffle(rows)
    return [_pick(show(int(str(task))), str(location), str(item)) for task, location, item in rows]


def _pick(task: str, location: str, item: str) -> str:
    return msgspec.json.encode(
        {
            "type": "confirm_pick",
            "command_id": f"{time.time_ns():x}-{task}",  # rising, as tablets make them
            "scanned_at": None,
            "task_id": task,
            "location": location,
            "item": item,
            "lot": None,
            "quantity": 1,
            "unit": None,
            "reason": None,
        }
    ).decode()
