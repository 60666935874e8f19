"""A site with so many quants of 5,000 items, its work prepared: picks, receipts, a wave."""

import random
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import msgspec

from bench.floor.people import employ
from bench.scan.site import KEY
from edge.floor.layout import Layout
from edge.opening import DATABASE, LIVE_OPTIONS, NODE_KEY, PEPPER_KEY
from edge.store.bootstrap import FirstKey, Named, SiteSetup, bootstrap
from edge.store.local import LOCAL_DDL
from edge.store.recorder import Actor, Recorder
from models.warehouse.catalogue import CATALOGUE, ITEM, LOT, MOVEMENT
from models.warehouse.commands import decode_command
from models.warehouse.ids import IdSource, show
from models.warehouse.scopes import company_scope, warehouse_scope
from node.clock import wall_clock_ms
from node.keys import create_secret, public_bytes, signing_key, token_hash
from sync.core.catalogue import Table, Value
from sync.core.change import Append, Change, Insert
from sync.core.ids import Scope
from sync.store.protocol import Author, Member
from sync.store.sqlite import SqliteStore

ITEMS = 5_000
QUANTS_PER_LOCATION = 20
QUANTITY = 100  # units of a quant
LOTS_EVERY = 5  # one item in five comes in lots with an expiry
PLACES_PER_LOT = 4
ENTRIES_PER_RECORD = 5_000
PICKS_PER_ORDER = 20
WAVE_LINES = 3
ASN_LINES = 20
DAY_MS = 86_400_000


class Work(msgspec.Struct, frozen=True):
    """Bodies of commands that are ready to be given; people with the orders that each picks by
    scans, a list for each round."""

    picks: list[str]
    receipts: list[str]
    putaways: list[str]
    waves: list[list[str]]
    people: list[str]
    orders: list[list[list[str]]]


class Need(msgspec.Struct, frozen=True):
    """How much of each is prepared: `waves` of `wave_orders` orders each, and for each of so many
    people and `rounds` some orders that are theirs."""

    picks: int
    receipts: int
    putaways: int
    waves: int
    people: int = 0
    orders_each: int = 0
    rounds: int = 0
    wave_orders: int = 1_000
    orders_per_command: int = 200


def make(folder: Path, quants: int, need: Need, seed: int) -> Work:
    """A data folder as `holdfast-edge init` leaves it, years later."""
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
    bays = quants // QUANTS_PER_LOCATION // 100 + 2
    setup = SiteSetup(
        Named("ACME", "Acme"),
        Named("ACME", "Acme"),
        Named("W1", "North"),
        layout=Layout(zones=("A", "B"), aisles=10, bays=bays, levels=5),
        api_key=FirstKey("bench", token_hash(KEY)),
    )
    site = bootstrap(store, setup, IdSource(7, wall_clock_ms).new, wall_clock_ms())
    recorder = Recorder(store, site, wall_clock_ms)
    maker = _Maker(recorder, random.Random(seed))
    maker.stock(quants)
    work = maker.work(need)
    store.close()
    return work


class _Maker:
    def __init__(self, recorder: Recorder, chance: random.Random) -> None:
        self._recorder = recorder
        self._store = recorder.store
        self._chance = chance
        self._given = 0
        self._new = recorder.ids.new
        site = recorder.site
        self._owned = {"company_id": site.company_id, "owner_id": site.owner_id}
        self._here = {**self._owned, "warehouse_id": site.warehouse_id}
        self._scope = warehouse_scope(site.warehouse_id)

    def stock(self, quants: int) -> None:
        """Items, lots, and one movement for each quant: the ledger is as long as the stock."""
        items = [self._new() for _ in range(ITEMS)]
        rows = [
            _row(ITEM, item, {**self._owned, "code": f"I{n:05}", "tracking": _tracking(n)})
            for n, item in enumerate(items)
        ]
        self._write(company_scope(self._recorder.site.company_id), [Insert(ITEM, rows)])
        moves = self._moves(quants, items, self._lots(quants, items), self._places())
        while some := list(islice(moves, ENTRIES_PER_RECORD)):
            self._recorder.quants.expect({})
            self._write(self._scope, some)
            self._recorder.quants.settle()

    def _lots(self, quants: int, items: list[int]) -> dict[tuple[int, int], int]:
        """By item's place and number; each with a day of its own."""
        count = quants // ITEMS // PLACES_PER_LOT + 1
        lots: dict[tuple[int, int], int] = {}
        rows = []
        for n in range(0, ITEMS, LOTS_EVERY):
            for one in range(count):
                lots[n, one] = self._new()
                expiry = f"2099-{1 + one % 12:02}-{1 + one // 12 % 28:02}"
                values: dict[str, Value] = {
                    **self._here, "item_id": items[n], "code": f"L{n}-{one}", "expiry": expiry
                }  # fmt: skip
                rows.append(_row(LOT, lots[n, one], values))
        for at in range(0, len(rows), ENTRIES_PER_RECORD):
            self._write(self._scope, [Insert(LOT, rows[at : at + ENTRIES_PER_RECORD])])
        return lots

    def _moves(
        self,
        quants: int,
        items: list[int],
        lots: dict[tuple[int, int], int],
        places: list[int],
    ) -> Iterator[Change]:
        now_ms = wall_clock_ms()
        for q in range(quants):
            n, at = q % ITEMS, q // ITEMS
            yield Append(
                MOVEMENT,
                {
                    **self._here,
                    "kind": "adjust",
                    "at_ms": now_ms,
                    "item_id": items[n],
                    "lot_id": lots.get((n, at // PLACES_PER_LOT), 0),
                    "quantity": QUANTITY,
                    "from_location": self._recorder.site.places.found,
                    "to_location": places[(n * 7_919 + at * 104_729) % len(places)],
                    "received_at_ms": now_ms - (at + 1) * DAY_MS,
                },
            )

    def work(self, need: Need) -> Work:
        """Orders and deliveries, through the commands that make them."""
        orders = [self._order(PICKS_PER_ORDER) for _ in range(need.picks // PICKS_PER_ORDER)]
        for at in range(0, len(orders), 50):
            self._do("release_orders", orders=orders[at : at + 50])
        picks = self._picks()
        theirs = [
            [self._released(need.orders_each) for _ in range(need.people)]
            for _ in range(need.rounds)
        ]
        receipts = self._deliveries(need.receipts)
        for body in self._deliveries(need.putaways):
            self._give(body)
        putaways = self._putaways()
        waves = []
        for _ in range(need.waves):
            wave = [self._order(WAVE_LINES) for _ in range(need.wave_orders)]
            size = need.orders_per_command
            waves.append(
                [
                    _body("release_orders", orders=wave[at : at + size])
                    for at in range(0, len(wave), size)
                ]
            )
        recorder = self._recorder
        people = employ(self._store, recorder.site, self._new, wall_clock_ms(), need.people)
        return Work(picks, receipts, putaways, waves, people, theirs)

    def _released(self, count: int) -> list[str]:
        orders = [self._order(PICKS_PER_ORDER) for _ in range(count)]
        if orders:
            self._do("release_orders", orders=orders)
        return orders

    def _order(self, lines: int) -> str:
        number = f"O{self._given}"
        asked = [{"item": code, "quantity": 1} for code in self._some(lines)]
        self._do("take_order", order=number, customer="C", lines=asked)
        return number

    def _deliveries(self, receipts: int) -> list[str]:
        return [body for _ in range(receipts // ASN_LINES) for body in self._delivery()]

    def _delivery(self) -> list[str]:
        number = f"A{self._given}"
        # Items without lots: a receipt is one scan.
        codes = self._some(ASN_LINES)
        lines = [{"item": code, "quantity": 5} for code in codes]
        self._do("announce_asn", asn=number, supplier="S", lines=lines)
        return [_body("receive", asn=number, item=code, quantity=5) for code in codes]

    def _some(self, count: int) -> list[str]:
        chosen = self._chance.sample([n for n in range(ITEMS) if n % LOTS_EVERY], count)
        return [f"I{n:05}" for n in chosen]

    def _picks(self) -> list[str]:
        rows = self._store.connection.execute(
            "SELECT task.id, location.code, item.code FROM task"
            " JOIN location ON location.id = task.from_location"
            " JOIN item ON item.id = task.item_id WHERE task.kind = 'pick'"
        ).fetchall()
        self._chance.shuffle(rows)
        return [
            _body(
                "confirm_pick", task_id=show(int(str(task))), location=place, item=item, quantity=1
            )
            for task, place, item in rows
        ]

    def _putaways(self) -> list[str]:
        """Each to where it was proposed."""
        rows = self._store.connection.execute(
            "SELECT task.id, location.code, item.code, quantity FROM task"
            " JOIN location ON location.id = task.to_location"
            " JOIN item ON item.id = task.item_id WHERE task.kind = 'putaway'"
        ).fetchall()
        self._chance.shuffle(rows)
        return [
            _body(
                "put_away", task_id=show(int(str(task))), location=place, item=item, quantity=units
            )
            for task, place, item, units in rows
        ]

    def _places(self) -> list[int]:
        rows = self._store.connection.execute(
            "SELECT id FROM location WHERE kind='storage' AND property='normal' ORDER BY sequence"
        ).fetchall()
        # The last few stay empty, for putaway.
        return [int(str(row[0])) for row in rows[: len(rows) * 49 // 50]]

    def _do(self, kind: str, **fields: object) -> None:
        self._given += 1
        self._give(_body(kind, **fields))

    def _give(self, body: str) -> None:
        self._store.begin()
        self._recorder.record(decode_command(body), Actor(1, 1))
        self._store.commit()

    def _write(self, scope: Scope, changes: list[Change]) -> None:
        self._store.begin()
        self._store.write(scope, changes, Author())
        self._store.commit()


def _tracking(n: int) -> str:
    return "none" if n % LOTS_EVERY else "lot"


def _body(kind: str, **fields: object) -> str:
    named = {"type": kind, "command_id": f"{time.time_ns():x}-{kind}", **fields}
    return msgspec.json.encode(named).decode()


def _row(table: Table, row_id: int, values: dict[str, Value]) -> tuple[Value, ...]:
    return (row_id, *(values.get(field.name, field.default) for field in table.fields))
