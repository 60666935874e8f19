"""What SQLite itself needs for a scan: time and bytes on disk per page size and size of the group.

The rows a scan cannot do without, each of the width it has at a site, in bare tables without a
second index: four that lie anywhere (task, reservation, order line, stock) are updated; movement,
record and stored reply are added at the end. One transaction and fsync per group; checkpoints as
at a site. What a store adds of its own (indexes, digests, checksums) comes on top.
"""

import random
import tempfile
from pathlib import Path

import apsw

from bench.repeats import seconds
from edge.opening import LIVE_OPTIONS

SCANS = 8_000
ROWS = 24_000
PAGES = (512, 1_024, 4_096)
GROUPS = (8, 64)
ANYWHERE = {"task": 90, "reservation": 65, "order_line": 45, "stock": 40}
AT_THE_END = {"movement": 109, "record": 340, "reply": 390}
"""Bytes beside the figure that changes, and beside the key."""
CHECKPOINT_BYTES = LIVE_OPTIONS.page_bytes * LIVE_OPTIONS.checkpoint_pages


def measure(seed: int) -> dict[str, float]:
    """`bare_<page>_by_<group>_mib`: MiB per 1,000 scans, checkpoints included; `…_us`: of one."""
    figures = {}
    for page in PAGES:
        for group in GROUPS:
            with tempfile.TemporaryDirectory() as folder:
                connection = _made(Path(folder) / "bare.db", page)
                before = written("self")
                took = seconds(lambda: _scan(connection, group, random.Random(seed)))  # noqa: B023 - called here
                connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
                each = (written("self") - before) / SCANS
                connection.close()
            figures[f"bare_{page}_by_{group}_mib"] = each * 1_000 / 2**20
            figures[f"bare_{page}_by_{group}_us"] = took / SCANS * 1e6
    return figures


def written(process: int | str) -> int:
    """Bytes a process has had written to disk so far, as the kernel counts them."""
    lines = Path(f"/proc/{process}/io").read_text().splitlines()
    (found,) = (line.split()[1] for line in lines if line.startswith("write_bytes:"))
    return int(found)


def _made(path: Path, page: int) -> apsw.Connection:
    connection = apsw.Connection(str(path))
    connection.pragma("page_size", page)
    connection.pragma("journal_mode", "wal")
    connection.pragma("synchronous", "full")
    connection.wal_autocheckpoint(CHECKPOINT_BYTES // page)
    with connection:
        for table, width in ANYWHERE.items():
            connection.execute(f"CREATE TABLE {table}(id INTEGER PRIMARY KEY, figure, rest)")
            rows = ((row, 0, bytes(width)) for row in range(ROWS))
            connection.executemany(f"INSERT INTO {table} VALUES(?,?,?)", rows)
        for table in AT_THE_END:
            connection.execute(f"CREATE TABLE {table}(id INTEGER PRIMARY KEY, body)")
    connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
    return connection


def _scan(connection: apsw.Connection, group: int, chance: random.Random) -> None:
    execute = connection.cursor().execute
    for _ in range(SCANS // group):
        execute("BEGIN IMMEDIATE")
        for _ in range(group):
            for table in ANYWHERE:
                row = chance.randrange(ROWS)
                execute(f"UPDATE {table} SET figure=figure+1 WHERE id=?", (row,))
            for table, width in AT_THE_END.items():
                execute(f"INSERT INTO {table}(body) VALUES(?)", (bytes(width),))
        execute("COMMIT")
