"""The edge's half of the line, in a process of its own: dials the hub until it holds everything.

`python -m bench.hub.sending FOLDER ADDRESS HUB` writes the seconds from dialling to the last
acknowledgement.
"""

import asyncio
import os
import random
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from bench.hub.site import reopened
from models.warehouse.catalogue import SCHEMA
from models.warehouse.policy import EDGE
from node.clock import wall_clock_ms
from sync.core.effects import Note, PeerAcked
from sync.core.handshake import Me
from sync.link.client import SyncClient
from sync.link.driver import Node
from sync.link.side import StoreSide
from sync.store.sqlite import SqliteStore

T = TypeVar("T")


class _Line:
    """Sees when the hub has confirmed the last record."""

    def __init__(self) -> None:
        self.acknowledged = asyncio.Event()

    def note(self, note: Note) -> None:
        assert not note.alarm, note

    def acked(self, _: PeerAcked) -> None:
        self.acknowledged.set()

    def ingested(self, records: int) -> None:
        assert records > 0


async def _send(store: SqliteStore, address: str, hub: int) -> float:
    line = _Line()
    side = StoreSide(store, hlc=store.hlc, hash_at=store.hash_at, floor=store.floor)

    def at_once(job: Callable[[], T]) -> Awaitable[T]:
        return asyncio.to_thread(job)

    node = Node(
        side,
        at_once,
        random_bytes=random.Random(hub).randbytes,
        wall_ms=wall_clock_ms,
        monotonic_ms=lambda: time.monotonic_ns() // 1_000_000,
        observer=line,
    )
    me = Me(store.me.node, store.epoch, store.me.number, EDGE, SCHEMA, store.replica.key)
    client = SyncClient(node, lambda: me, url=f"{address}/sync/v1", peer=hub)
    start = time.perf_counter()
    dialling = asyncio.create_task(client.run())
    while client.state(store.vector()).waiting != 0:
        line.acknowledged.clear()
        await line.acknowledged.wait()
    took = time.perf_counter() - start
    dialling.cancel()
    await asyncio.gather(dialling, return_exceptions=True)
    return took


def main() -> None:
    """One catch-up."""
    folder, address, hub = sys.argv[1:]
    # A site is another machine: here it takes what the hub and those who ask leave of this one.
    os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    store = reopened(Path(folder))
    took = asyncio.run(_send(store, address.replace("http", "ws", 1), int(hub)))
    store.close()
    sys.stdout.write(f"{took}\n")


if __name__ == "__main__":
    main()
