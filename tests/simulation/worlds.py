"""Many worlds on many processes; apart from `__main__`, which spawned workers cannot import."""

import contextlib
import multiprocessing
from collections.abc import Iterator
from unittest import mock

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sync.core import chain
from sync.core.chain import Seal
from sync.core.ids import StreamId
from sync.link import side
from sync.store.memory import receive
from sync.store.memory import store as memory_store
from sync.store.sqlite import ingest
from sync.store.sqlite import write as sqlite_write
from tests.powerloss.disk import RecordingDisk
from tests.simulation.bugs import BUGS
from tests.simulation.disks import MemoryDisk
from tests.simulation.files import SqliteDisk
from tests.simulation.run import Failed, Passed, run

SQLITE_EVERY = 20
RECORD_OPS = 3


class Outcome(msgspec.Struct):
    """What a campaign went through."""

    seeds: int = 0
    sqlite_seeds: int = 0
    virtual_s: float = 0.0
    records: int = 0
    shapes: dict[str, int] = {}
    faults: dict[str, int] = {}
    trace: str = ""
    violations: list[str] = []


def one(job: tuple[int, str]) -> Passed | str:
    """A world; the text of its violation if there is one."""
    seed, bug = job
    try:
        with _scaled(), BUGS[bug].planted() if bug else contextlib.nullcontext():
            return run(seed, disk_of(seed, bug), BUGS[bug].faults if bug else None)
    except Failed as failure:
        return str(failure)


@contextlib.contextmanager
def _scaled() -> Iterator[None]:
    """Records so small that transactions have parts, and each seal verified once per world.

    The same seal meets the same key and hash at every node, so a second look would say the same.
    """
    known: dict[tuple[bytes, StreamId, Seal, bytes], bool] = {}

    def seal_holds(key: Ed25519PublicKey, stream: StreamId, seal: Seal, head_hash: bytes) -> bool:
        asked = (key.public_bytes_raw(), stream, seal, head_hash)
        if asked not in known:
            known[asked] = chain.seal_holds(key, stream, seal, head_hash)
        return known[asked]

    with contextlib.ExitStack() as stack:
        for module in (receive, ingest, side):
            stack.enter_context(mock.patch.object(module, "seal_holds", seal_holds))
        for module in (memory_store, sqlite_write):
            stack.enter_context(mock.patch.object(module, "RECORD_OPS_MAX", RECORD_OPS))
        yield


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
