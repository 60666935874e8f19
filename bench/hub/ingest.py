"""A hub's store taking ledger entries from edges: verified, logged, applied."""

import random
import resource
import statistics
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import apsw

from bench.repeats import interleave, ratio, seconds
from bench.sync.contenders import Replica
from bench.sync.workload import BULK, MOVE, batches
from sync.core.change import Append
from sync.store.protocol import Range

ENTRIES = 30_000
CATCH_UP = 600_000
ROUNDS = 5
QUERIES = 300
_PAUSE_S = 0.002

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


def raw(path: Path, found: Sequence[Entry]) -> float:
    """Seconds for the rows alone, a thousand a transaction."""
    connection = apsw.Connection(str(path))
    connection.pragma("journal_mode", "wal")
    connection.pragma("synchronous", "normal")
    connection.execute(f"CREATE TABLE move(id INTEGER PRIMARY KEY, {', '.join(MOVE.names)})")

    def work() -> None:
        cursor = connection.cursor()
        for piece in batches(found, BULK):
            cursor.execute("BEGIN IMMEDIATE")
            cursor.executemany(f"INSERT INTO move VALUES(?{',?' * len(MOVE.names)})", piece)
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
        return raw(folder / f"raw{number}.db", found)

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
    """A month without a line arrives at once, while the hub goes on answering queries."""
    found = entries(chance, CATCH_UP)
    plain = raw(folder / "raw.db", found)
    edge, sent = recorded(folder / "edge", found)
    hub = Replica(folder / "hub", 1, judge=True)
    hub.knows(edge)
    hub.take(sent[:1])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    reader = hub.store.read_connection()
    quiet = [_query(reader, chance) for _ in range(QUERIES)]
    busy: list[float] = []
    done = threading.Event()
    asking = threading.Thread(target=_ask, args=(hub, chance, busy, done))
    asking.start()
    took = seconds(lambda: hub.take(sent[1:]))
    done.set()
    asking.join()
    assert len(hub.store.entries(MOVE)) == CATCH_UP
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    hub.close()
    edge.close()
    return {
        "catch_up_vs_raw_insert": plain / took,
        "catch_up_s": took,
        "catch_up_grown_rss_mib": (after - before) / 1024,
        "query_quiet_p99_ms": _p99(quiet) * 1000,
        "query_during_catch_up_p99_ms": _p99(busy) * 1000,
        "query_p99_during_vs_quiet": _p99(busy) / _p99(quiet),
    }


def _ask(hub: Replica, chance: random.Random, busy: list[float], done: threading.Event) -> None:
    reader = hub.store.read_connection()
    while not done.is_set():
        busy.append(_query(reader, chance))
        time.sleep(_PAUSE_S)
    reader.close()


def _query(reader: apsw.Connection, chance: random.Random) -> float:
    sql = "SELECT sum(quantity) FROM (SELECT quantity FROM move WHERE id>? ORDER BY id LIMIT 200)"
    key = chance.randrange(1 << 20)
    return seconds(lambda: reader.execute(sql, (key,)).fetchall())


def _p99(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=100)[98]
