"""Many worlds on many processes; apart from `__main__`, which spawned workers cannot import."""

import contextlib
import multiprocessing
from collections.abc import Iterator

import msgspec

from tests.powerloss.disk import RecordingDisk
from tests.simulation.bugs import BUGS
from tests.simulation.disks import MemoryDisk, SqliteDisk
from tests.simulation.run import Failed, Passed, run

SQLITE_EVERY = 20


class Outcome(msgspec.Struct):
    """What a campaign went through."""

    seeds: int = 0
    sqlite_seeds: int = 0
    virtual_s: float = 0.0
    records: int = 0
    faults: dict[str, int] = {}
    violations: list[str] = []


def one(job: tuple[int, str]) -> Passed | str:
    """A world; the text of its violation if there is one."""
    seed, bug = job
    try:
        with BUGS[bug].planted() if bug else contextlib.nullcontext():
            return run(seed, disk_of(seed, bug))
    except Failed as failure:
        return str(failure)


def disk_of(seed: int, bug: str) -> type[MemoryDisk] | type[SqliteDisk]:
    """SQLite for one seed in twenty, and where a bug lives in the disk."""
    on_sqlite = BUGS[bug].sqlite if bug else seed % SQLITE_EVERY == 0
    return SqliteDisk if on_sqlite else MemoryDisk


def prepare() -> None:
    """The recording disk must be there before anything opens a database in this process."""
    SqliteDisk.disk = RecordingDisk()


def passed(jobs: list[tuple[int, str]], processes: int) -> Iterator[Passed | str]:
    """Results in the order of the seeds."""
    if processes == 1:
        prepare()
        yield from map(one, jobs)
        return
    with multiprocessing.get_context("spawn").Pool(processes, prepare) as pool:
        yield from pool.imap(one, jobs, chunksize=4)
