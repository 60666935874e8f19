"""The driver over a line made of queues: bounded, patient, and deaf to what comes too late."""

import asyncio
import random

from sync.core.messages import Bye, Message, Ping
from sync.core.session import Session
from sync.link import driver
from sync.link.driver import Link
from sync.link.framing import FrameReader, FrameWriter
from tests.sync.link.nodes import Log, node_of, until
from tests.sync.session.pair import Station, assert_equal, hub_and_edge


class QueueWire:
    """One end of a line without a network. `depth` frames fit before a sender has to wait."""

    def __init__(self, incoming: "asyncio.Queue[bytes | None]", depth: int) -> None:
        self.incoming = incoming
        self.outgoing: asyncio.Queue[bytes | None] = asyncio.Queue(depth)
        self.received = 0

    async def receive(self) -> bytes | None:
        frame = await self.incoming.get()
        self.received += 1
        return frame

    async def send(self, frame: bytes) -> None:
        await self.outgoing.put(frame)

    async def close(self) -> None:
        while self.outgoing.full():
            self.outgoing.get_nowait()
        await self.outgoing.put(None)


def link_of(
    station: Station, wire: QueueWire, rng: random.Random, peer: int | None = None
) -> tuple[Link, Log]:
    log = Log()
    session = Session(station.me(), random_bytes=rng.randbytes, wall_ms=station.wall, peer=peer)
    return Link(node_of(station, log), session, wire, log), log


def pair(depth: int) -> tuple[QueueWire, QueueWire]:
    low = QueueWire(asyncio.Queue(depth), depth)
    high = QueueWire(low.outgoing, depth)
    low.incoming = high.outgoing
    return low, high


def test_two_ends_that_both_send_a_lot_do_not_wait_for_each_other(rng: random.Random) -> None:
    hub, edge = hub_and_edge()
    for pk in range(1, 41):
        edge.name(pk, rng.randbytes(100_000).hex())
        hub.name(pk + 1_000, rng.randbytes(100_000).hex())

    async def scenario() -> None:
        wires = pair(depth=1)
        low, _ = link_of(edge, wires[0], rng, hub.member.node)
        high, _ = link_of(hub, wires[1], rng)
        runs = [asyncio.create_task(link.run()) for link in (low, high)]
        await until(lambda: low.session.in_sync and high.session.in_sync)
        low.leave("shutdown")
        assert await asyncio.gather(*runs) == ["shutdown", "shutdown"]

    asyncio.run(scenario())
    assert_equal(hub, edge)


def test_a_flood_is_held_back_at_the_socket(rng: random.Random) -> None:
    hub, _ = hub_and_edge()
    frame = FrameWriter().write(Ping(1))[0]

    class Endless(QueueWire):
        async def receive(self) -> bytes | None:
            self.received += 1
            return frame

    async def scenario() -> None:
        wire = Endless(asyncio.Queue(), 0)
        link, _ = link_of(hub, wire, rng)
        collector = asyncio.create_task(link._collect())
        await until(lambda: wire.received > driver.INBOX_FRAMES_MAX)
        for _ in range(100):
            await asyncio.sleep(0)
        assert wire.received == driver.INBOX_FRAMES_MAX + 1
        collector.cancel()

    asyncio.run(scenario())


def test_what_is_not_a_frame_is_answered_and_ends_the_link(rng: random.Random) -> None:
    hub, _ = hub_and_edge()

    async def scenario() -> tuple[str, list[Message]]:
        wire = QueueWire(asyncio.Queue(), 0)
        link, _ = link_of(hub, wire, rng)
        await wire.incoming.put(b"rubbish")
        code = await link.run()
        reader, said = FrameReader(), []
        while not wire.outgoing.empty():
            frame = wire.outgoing.get_nowait()
            message = reader.read(frame) if frame is not None else None
            said += [message] if message is not None else []
        return code, said

    code, said = asyncio.run(scenario())
    assert code == "frame_short"
    assert said[-1] == Bye("frame_short")


def test_a_line_that_ends_in_the_middle_is_lost_not_broken(rng: random.Random) -> None:
    hub, _ = hub_and_edge()

    async def scenario() -> str:
        wire = QueueWire(asyncio.Queue(), 0)
        link, _ = link_of(hub, wire, rng)
        await wire.incoming.put(None)
        return await link.run()

    assert asyncio.run(scenario()) == "connection_lost"
