"""A hub's store taking ledger entries from edges: verified, logged, applied."""

import random
from collections.abc import Sequence
from pathlib import Path

import apsw

from bench.repeats import interleave, ratio, seconds
from bench.sync.contenders import Replica
from bench.sync.workload import BULK, MOVE, batches
from sync.core.catalogue import Table
from sync.core.change import Append
from sync.store.protocol import Range

ENTRIES = 30_000
CATCH_UP = 600_000
ROUNDS = 5

Entry = tuple[int, ...]


def entries(chance: random.Random, count: int) -> list[Entry]:
    """A local key, then the fields of a movement."""
    return [
        (
            number,
            1,
            1,
            3,
            chance.randrange(5_000),
            chance.randrange(50),
            chance.randrange(400),
            chance.randrange(400),
            0,
            number % 9 + 1,
            number // 10,
            1_790_000_000_000 + number,
        )
        for number in range(1, count + 1)
    ]


def appends(found: Sequence[Entry]) -> list[Append]:
    """The same as changes."""
    return [Append(MOVE, dict(zip(MOVE.names, entry[1:], strict=True))) for entry in found]


def raw_seconds(path: Path, table: Table, rows: Sequence[tuple[object, ...]]) -> float:
    """Seconds for the rows alone with keys of their own, a thousand a transaction."""
    connection = apsw.Connection(str(path))
    connection.pragma("journal_mode", "wal")
    connection.pragma("synchronous", "normal")
    names = table.names
    connection.execute(f"CREATE TABLE raw(id INTEGER PRIMARY KEY, {', '.join(names)})")
    insert = f"INSERT INTO raw({', '.join(names)}) VALUES({', '.join('?' * len(names))})"

    def work() -> None:
        cursor = connection.cursor()
        for piece in batches(rows, BULK):
            cursor.execute("BEGIN IMMEDIATE")
            cursor.executemany(insert, piece)
            cursor.execute("COMMIT")

    took = seconds(work)
    connection.close()
    return took


def recorded(folder: Path, found: Sequence[Entry]) -> tuple[Replica, list[Range]]:
    """An edge that has written these entries in tens, and its sealed ranges."""
    edge = Replica(folder, 2)
    edge.append(appends(found))
    return edge, edge.sealed_behind(edge.head(edge.stream)._replace(seq=0))


def verified(folder: Path, chance: random.Random) -> dict[str, float]:
    """Chain, seals, policy, log, entries and digests, against the INSERTs alone."""
    found = entries(chance, ENTRIES)
    edge, sent = recorded(folder / "edge", found)

    def plain(number: int) -> float:
        return raw_seconds(folder / f"raw{number}.db", MOVE, [entry[1:] for entry in found])

    def ours(number: int) -> float:
        hub = Replica(folder / f"hub{number}", 1, judge=True)
        hub.knows(edge)
        took = seconds(lambda: hub.take(sent))
        hub.close()
        return took

    measured = interleave({"raw": plain, "ours": ours}, rounds=ROUNDS)
    edge.close()
    figures = ratio(measured["raw"], measured["ours"]).figures("verified_ingest_vs_raw_insert")
    return figures | {"verified_ingest_entries_per_s": ENTRIES / min(measured["ours"])}


def catch_up(folder: Path, chance: random.Random) -> dict[str, float]:
    """A month of one edge at once, straight into the store: what the line has to add to."""
    found = entries(chance, CATCH_UP)
    plain = raw_seconds(folder / "raw.db", MOVE, [entry[1:] for entry in found])
    edge, sent = recorded(folder / "edge", found)
    hub = Replica(folder / "hub", 1, judge=True)
    hub.knows(edge)
    took = seconds(lambda: hub.take(sent))
    hub.close()
    edge.close()
    return {"store_catch_up_vs_raw_insert": plain / took, "store_catch_up_s": took}
