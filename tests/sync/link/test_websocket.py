"""The real thing: uvicorn and litestar on one end, the websockets client on the other."""

import asyncio
import random
from collections.abc import Callable

import pytest
from websockets.asyncio.client import connect

from sync.core.codec import FRAME_BYTES_MAX
from sync.link.framing import FrameReader
from sync.link.state import LinkState
from sync.store.protocol import Member
from tests.sync.fleet import member_of
from tests.sync.link.nodes import HubServer, Proxy, dialling, serving, until
from tests.sync.session.pair import Station, assert_equal, hub_and_edge


def equal_now(hub: HubServer, edge: Station) -> Callable[[], bool]:
    def check() -> bool:
        theirs = hub.on_loop(hub.station.store.vector)
        return theirs == edge.store.vector()

    return check


def test_records_travel_both_ways_and_live() -> None:
    hub_station, edge = hub_and_edge()
    hub_station.fill(300)
    edge.fill(200)

    async def scenario(hub: HubServer) -> None:
        async with dialling(edge, hub.port, hub_station.member.node) as (client, log):
            await until(equal_now(hub, edge))
            await until(lambda: client.state(edge.store.vector()).waiting == 0)
            edge.name(1, "drill")
            client.changed()
            hub.write(lambda: hub_station.name(2, "saw"))
            await until(lambda: len(edge.store.vector()) == 2 and equal_now(hub, edge)())
            state = client.state(edge.store.vector())
            assert (state.state, state.last_code, state.refused) == ("live", "", {})
            assert state.last_heard_ms is not None
            assert not [note for note in log.notes if note.alarm]
            peers = hub.on_loop(lambda: hub.board.states(hub_station.store.vector()))
            assert [state.state for state in peers.values()] == ["live"]
        peers = hub.on_loop(lambda: hub.board.states(hub_station.store.vector()))
        await until(lambda: [s.state for s in hub_states(hub).values()] == ["offline"])

    with serving(hub_station) as hub:
        asyncio.run(scenario(hub))
    assert_equal(hub_station, edge)


def hub_states(hub: HubServer) -> dict[int, LinkState]:
    return hub.on_loop(lambda: hub.board.states(hub.station.store.vector()))


@pytest.mark.parametrize("cut_after_bytes", [700, 3_000, 20_000, 35_000])
def test_a_line_cut_in_the_middle_heals_and_nothing_is_lost(
    cut_after_bytes: int, rng: random.Random
) -> None:
    hub_station, edge = hub_and_edge()
    for pk in range(1, 401):
        # Nothing to compress: 20 kB each way.
        edge.name(pk, rng.randbytes(50).hex())
        hub_station.name(1_000 + pk, rng.randbytes(50).hex())

    async def scenario(hub: HubServer) -> None:
        proxy = Proxy(hub.port)
        port = await proxy.start()
        proxy.cut_after_bytes = cut_after_bytes
        async with dialling(edge, port, hub_station.member.node) as (client, _):
            await until(lambda: proxy.connections >= 2)
            await until(
                lambda: equal_now(hub, edge)() and client.state(edge.store.vector()).waiting == 0
            )
            # Both go on writing while the line is down.
            proxy.refusing = True
            proxy.cut()
            await until(lambda: client.state(edge.store.vector()).state != "live")
            edge.fill(50)
            client.changed(50)
            hub.write(lambda: hub_station.fill(50))
            assert client.state(edge.store.vector()).waiting == 50
            proxy.refusing = False
            await until(equal_now(hub, edge))
            await until(lambda: client.state(edge.store.vector()).waiting == 0)
        await proxy.stop()

    with serving(hub_station) as hub:
        asyncio.run(scenario(hub))
    assert_equal(hub_station, edge)


def test_an_unknown_node_is_told_so_and_learns_nothing() -> None:
    hub_station, _ = hub_and_edge()
    hub_station.fill(10)
    stranger = Station(member_of(9), hub_station.wall, [hub_station.member])

    async def scenario(hub: HubServer) -> None:
        async with dialling(stranger, hub.port, hub_station.member.node) as (client, _):
            await until(lambda: client.state({}).last_code == "unknown_node")

    with serving(hub_station) as hub:
        asyncio.run(scenario(hub))
        assert hub.board.states({}) == {}
    assert stranger.store.vector() == {}


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (b"", "frame_short"),
        (b"\xff" * 100, "frame_version"),
        (b"\x01\x00" + b"\xff" * 40, "frame_too_large"),
        ("text", "frame_short"),
    ],
)
def test_nonsense_is_answered_with_a_code_and_the_door_is_shut(
    frame: bytes | str, code: str
) -> None:
    hub_station, edge = hub_and_edge()

    async def scenario(hub: HubServer) -> None:
        url = f"ws://127.0.0.1:{hub.port}/sync/v1"
        async with connect(url, subprotocols=None, compression=None) as socket:
            reader = FrameReader()
            challenge = reader.read(await socket.recv(decode=False))
            assert type(challenge).__name__ == "Challenge"
            await socket.send(frame)
            bye = reader.read(await socket.recv(decode=False))
            assert getattr(bye, "code", "") == code
            await asyncio.wait_for(socket.wait_closed(), 5)
        # The hub goes on.
        async with dialling(edge, hub.port, hub_station.member.node) as (client, _):
            await until(lambda: client.state({}).state == "live")

    with serving(hub_station) as hub:
        asyncio.run(scenario(hub))


def test_a_frame_above_the_limit_is_not_even_read() -> None:
    hub_station, edge = hub_and_edge()

    async def scenario(hub: HubServer) -> None:
        url = f"ws://127.0.0.1:{hub.port}/sync/v1"
        async with connect(url, compression=None) as socket:
            await socket.recv()
            await socket.send(b"\x01" * (FRAME_BYTES_MAX + 1))
            await asyncio.wait_for(socket.wait_closed(), 5)
            assert socket.close_code == 1009
        async with dialling(edge, hub.port, hub_station.member.node) as (client, _):
            await until(lambda: client.state({}).state == "live")

    with serving(hub_station) as hub:
        asyncio.run(scenario(hub))


def test_the_latest_connection_of_a_node_counts() -> None:
    hub_station, edge = hub_and_edge()
    twin = Station(edge.member, edge.wall, [hub_station.member, edge.member])

    async def scenario(hub: HubServer) -> None:
        peer = hub_station.member.node
        async with dialling(edge, hub.port, peer) as (first, log):
            await until(lambda: first.state({}).state == "live")
            async with dialling(twin, hub.port, peer):
                await until(lambda: "bye" in log.kinds())
            code = next(note.fields["code"] for note in log.notes if note.kind == "bye")
            assert code == "replaced"

    with serving(hub_station) as hub:
        asyncio.run(scenario(hub))


def test_a_revoked_node_is_shown_out() -> None:
    hub_station, edge = hub_and_edge()
    member = edge.member

    def revoke() -> None:
        false = Member(member.node, member.number, bytes(32), member.role, member.scopes)
        hub_station.store.enrol(false)

    async def scenario(hub: HubServer) -> None:
        async with dialling(edge, hub.port, hub_station.member.node) as (client, _):
            await until(lambda: client.state({}).state == "live")
            hub.on_loop(revoke)
            hub.on_loop(hub.board.members_changed)
            await until(lambda: client.state({}).last_code == "revoked")

    with serving(hub_station) as hub:
        asyncio.run(scenario(hub))


def test_a_writer_that_cannot_now_ends_the_connection_and_recovers() -> None:
    hub_station, edge = hub_and_edge()
    edge.fill(10)
    full = {"disk": True}
    ingest = hub_station.store.ingest

    def sometimes(batch: object) -> object:
        if full["disk"]:
            raise BlockingIOError("disk full")
        return ingest(batch)  # type: ignore[arg-type]

    hub_station.store.ingest = sometimes  # type: ignore[method-assign,assignment]

    async def scenario(hub: HubServer) -> None:
        async with dialling(edge, hub.port, hub_station.member.node) as (client, _):
            await until(lambda: client.state(edge.store.vector()).last_code == "unavailable")
            assert hub_station.store.vector() == {}
            full["disk"] = False
            await until(equal_now(hub, edge))

    with serving(hub_station) as hub:
        asyncio.run(scenario(hub))
