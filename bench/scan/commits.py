"""One movement per commit: the ledger with log, chain, digest and stock, beside raw SQLite.

Ours lies on the disk as at a site; raw SQLite has its own defaults. Each is warmed until its
write-ahead log has been once around, for an fsync costs twice as much while that file grows.
"""

import random
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import apsw
import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bench.repeats import interleave, ratio
from edge.opening import LIVE_OPTIONS
from models.warehouse.catalogue import CATALOGUE, MOVEMENT
from sync.core.catalogue import Table, Value
from sync.core.change import Append
from sync.core.ids import Scope
from sync.core.state import Entry
from sync.store.protocol import Author, Member
from sync.store.sqlite import SqliteStore

COMMITS = {"full": 60, "normal": 400}
TURNS = 5  # of each contender in a round: short ones, for what drifts must hit both
WARM_COMMITS = 7_000
SCOPE = Scope("w1")
BALANCE = (
    "CREATE TABLE balance(item_id, location_id, quantity, PRIMARY KEY(item_id, location_id)) "
    "WITHOUT ROWID"
)
UPSERT = (
    "INSERT INTO balance VALUES(?,?,?) "
    "ON CONFLICT DO UPDATE SET quantity = quantity + excluded.quantity"
)
LOG, RECORD_BYTES = "CREATE TABLE log(id INTEGER PRIMARY KEY, body BLOB)", 200
"""About what a record of one movement takes in ours, with the hash of the one before it."""
_ITEM, _QUANTITY, _TO = (MOVEMENT.names.index(n) for n in ("item_id", "quantity", "to_location"))


def measure(seed: int, rounds: int) -> dict[str, float]:
    """`commit_full_vs_raw`, `commit_normal_vs_raw` and the medians behind them in microseconds;
    `commit_*_logged_vs_raw`: what is left of raw SQLite's speed when it keeps a changelog too."""
    figures: dict[str, float] = {}
    for durability, commits in COMMITS.items():
        with tempfile.TemporaryDirectory() as folder:
            made = contenders(Path(folder), durability, commits, random.Random(seed))
            warm = -(-WARM_COMMITS // commits)
            measured = interleave(made, rounds=rounds * TURNS, warm=warm)
        for name, other in (("", "ours"), ("_logged", "logged")):
            found = ratio(measured["raw"], measured[other])
            figures.update(found.figures(f"commit_{durability}{name}_vs_raw"))
        for name, values in measured.items():
            figures[f"commit_{durability}_{name}_us"] = statistics.median(values) * 1e6
    return figures


def contenders(
    folder: Path, durability: str, commits: int, chance: random.Random, vfs: str = ""
) -> dict[str, Callable[[int], float]]:
    """raw, logged and ours; each gives the median seconds of so many commits. `vfs`: under all."""
    return {
        "raw": _raw(folder / "raw.db", durability, commits, chance, vfs=vfs),
        "logged": _raw(folder / "logged.db", durability, commits, chance, vfs=vfs, log=LOG),
        "ours": _ours(folder / "ours.db", durability, commits, chance, vfs=vfs),
    }


def _movement(chance: random.Random) -> dict[str, Value]:
    return {
        "company_id": 1,
        "owner_id": 1,
        "warehouse_id": 1,
        "kind": "pick",
        "at_ms": 1_790_000_000_000,
        "item_id": chance.randrange(5_000),
        "quantity": 1 + chance.randrange(9),
        "from_location": chance.randrange(400),
        "to_location": 900,
        "document_id": chance.randrange(10_000),
        "line_id": chance.randrange(100_000),
        "task_id": chance.randrange(100_000),
        "actor": chance.randrange(20),
        "received_at_ms": 1_780_000_000_000,
    }


def _median_s(one: Callable[[], None], times: int) -> float:
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        one()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def _raw(
    path: Path, durability: str, commits: int, chance: random.Random, *, vfs: str, log: str = ""
) -> Callable[[int], float]:
    """`log`: the statement that makes a log, where there is one."""
    connection = apsw.Connection(str(path), vfs=vfs or None)
    connection.pragma("journal_mode", "wal")
    connection.pragma("synchronous", durability)
    columns = ", ".join(MOVEMENT.names)
    connection.execute(f"CREATE TABLE movement(id INTEGER PRIMARY KEY, {columns})")
    connection.execute(BALANCE)
    insert = f"INSERT INTO movement({columns}) VALUES({','.join('?' * len(MOVEMENT.names))})"
    execute = connection.cursor().execute
    if log:
        execute(log)
    record = bytes(RECORD_BYTES)

    def one() -> None:
        values = _movement(chance)
        execute("BEGIN IMMEDIATE")
        execute(insert, tuple(values.get(name) for name in MOVEMENT.names))
        execute(UPSERT, (values["item_id"], values["to_location"], values["quantity"]))
        if log:
            execute("INSERT INTO log VALUES(NULL, ?)", (record,))
        execute("COMMIT")

    return lambda _: _median_s(one, commits)


class _Balance:
    """The same balance, kept by the ledger's projection."""

    def __init__(self, store: SqliteStore) -> None:
        self._execute = store.connection.cursor().execute

    def project(self, table: Table, entries: Sequence[Entry]) -> None:
        """See Projection."""
        for entry in entries:
            values = entry.values
            self._execute(UPSERT, (values[_ITEM], values[_TO], values[_QUANTITY]))


def _ours(
    path: Path, durability: str, commits: int, chance: random.Random, *, vfs: str
) -> Callable[[int], float]:
    key = Ed25519PrivateKey.from_private_bytes(b"b" * 32)
    me = Member(1, 1, key.public_key().public_bytes_raw(), "edge", (SCOPE,))
    store = SqliteStore.create(
        path,
        CATALOGUE,
        me,
        key,
        lambda: time.time_ns() // 1_000_000,
        local_ddl=BALANCE,
        options=msgspec.structs.replace(LIVE_OPTIONS, durability=durability, vfs=vfs),
    )
    store.projection = _Balance(store)
    author = Author(1, 1, "0190b7a2-7c50-7000-8000-000000000000")

    def one() -> None:
        values = _movement(chance)
        store.begin()
        store.write(SCOPE, [Append(MOVEMENT, values)], author)
        store.commit()

    return lambda _: _median_s(one, commits)
