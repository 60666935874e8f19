"""Where the time of a scan goes, in one process: deciding and recording it, and SQLite alone.

SQLite alone: the very statements and values that recording gave it, again on a copy of the file.
What is left is the work in Python: no store that keeps the same rows can be faster than the rest.
"""

import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import apsw

from bench.scan.heard import Statement, heard
from bench.scan.site import make
from edge.opening import DATABASE, LIVE_OPTIONS, open_folder
from edge.store.recorder import Actor, Recorder
from models.warehouse.commands import Command, decode_command
from node.clock import wall_clock_ms
from sync.store.sqlite.open import open_file

BATCH = 64
WARM, BATCHES = 20, 60


def measure(seed: int) -> dict[str, float]:
    """`record_us` and `record_sql_us`: a scan's share of a batch of 64, processor time, commit
    included; `record_statements`: how many SQLite runs for it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bodies = make(folder, BATCH * (WARM + 2 * BATCHES + 2), seed)  # and some to spare
        commands = [decode_command(body.encode()) for body in bodies]
        opened = open_folder(folder, wall_clock_ms)
        recorder = Recorder(opened.store, opened.site, wall_clock_ms)
        record = _recorded(recorder, commands)
        for _ in range(WARM):
            record()
        recorded = [_processor_us(record) for _ in range(BATCHES)]
        opened.store.connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
        shutil.copy(folder / DATABASE, folder / "again.db")
        batches = [heard(opened.store.connection, record) for _ in range(BATCHES)]
        opened.close()
        again = _again(folder / "again.db", batches)
    return {
        "record_us": statistics.median(recorded) / BATCH,
        "record_sql_us": statistics.median(again) / BATCH,
        "record_statements": sum(map(len, batches)) / len(batches) / BATCH,
    }


def _recorded(recorder: Recorder, commands: list[Command]) -> Callable[[], None]:
    left, store, actor = iter(commands), recorder.store, Actor(1, 1)

    def record() -> None:
        store.begin()
        for _ in range(BATCH):
            recorder.record(next(left), actor)
        store.commit()

    return record


def _again(path: Path, batches: list[list[Statement]]) -> list[float]:
    connection = open_file(path, LIVE_OPTIONS)
    connection.config(apsw.SQLITE_DBCONFIG_ENABLE_QPSG, 1)
    execute = connection.cursor().execute

    def run(statements: list[Statement]) -> None:
        for sql, values in statements:
            execute(sql, values).fetchall()

    took = [_processor_us(lambda: run(statements)) for statements in batches]  # noqa: B023 - called here
    connection.close()
    return took


def _processor_us(work: Callable[[], None]) -> float:
    begun = time.process_time_ns()
    work()
    return (time.process_time_ns() - begun) / 1_000
