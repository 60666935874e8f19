"""One suite for every transport: what is subscribed arrives, what is retained stays, wills are
said."""

import asyncio
from pathlib import Path

import pytest

from agv.protocol.transport import (
    QUEUE_MESSAGES_MAX,
    Arrived,
    Disconnected,
    Exchange,
    Transport,
    Will,
    matches,
)
from tests.agv.link.brokers import KINDS, Connect, broker

WAIT_S = 10.0


async def first(transport: Transport, number: int = 1, topic: str = "") -> list[Arrived]:
    """The next messages, of one topic alone where it is given: at least once may be twice."""
    found: list[Arrived] = []

    async def read() -> None:
        async for arrived in transport.messages():
            if topic in ("", arrived.topic):
                found.append(arrived)
            if len(found) == number:
                return

    await asyncio.wait_for(read(), WAIT_S)
    return found


async def converse(connect: Connect) -> None:
    """Subscribe, publish, retain."""
    async with connect("one", None) as one, connect("two", None) as two:
        await two.subscribe("a/+/c", qos=1)
        await one.publish("a/b/d", b"not for you", qos=1)
        await one.publish("a/b/c", b'{"x":1}', qos=1)
        (arrived,) = await first(two)
        assert (arrived.topic, arrived.payload) == ("a/b/c", b'{"x":1}')
        await one.publish("a/kept/c", b"kept", qos=1, retain=True)
        await first(two)
        async with connect("three", None) as three:
            await three.subscribe("a/#", qos=1)
            (kept,) = await first(three)
            assert (kept.topic, kept.payload, kept.retained) == ("a/kept/c", b"kept", True)
            for number in range(50):
                await one.publish("a/b/c", str(number).encode(), qos=1)
            numbers = [int(each.payload) for each in await first(three, 50, "a/b/c")]
            assert numbers == list(range(50))


@pytest.mark.parametrize("kind", KINDS)
def test_messages_arrive_in_order_and_retained_ones_stay(kind: str, tmp_path: Path) -> None:
    async def run() -> None:
        async with broker(kind, tmp_path) as connect:
            await converse(connect)

    asyncio.run(run())


@pytest.mark.parametrize("kind", KINDS)
def test_a_connection_that_is_closed_says_no_will(kind: str, tmp_path: Path) -> None:
    async def run() -> None:
        async with broker(kind, tmp_path) as connect, connect("watch", None) as watch:
            await watch.subscribe("#", qos=1)
            async with connect("leaver", Will("w/connection", b"broken")) as leaver:
                await leaver.publish("w/hello", b"1", qos=1)
            await watch.publish("w/after", b"2", qos=1)
            topics = [each.topic for each in await first(watch, 2)]
            assert topics == ["w/hello", "w/after"]

    asyncio.run(run())


def test_a_cut_connection_says_its_will_and_its_reader_hears_of_it() -> None:
    async def run() -> None:
        exchange = Exchange()
        async with exchange.connection() as watch:
            await watch.subscribe("#")
            lost = exchange.connection(Will("w/connection", b"broken"))
            async with lost:
                lost.cut()
                with pytest.raises(Disconnected):
                    await first(lost)
            assert await first(watch) == [Arrived("w/connection", b"broken")]
            assert exchange.kept("w/connection") == [Arrived("w/connection", b"broken", True)]
            with pytest.raises(Disconnected):
                await lost.publish("x", b"")

    asyncio.run(run())


def test_who_does_not_read_loses_the_oldest_and_holds_up_nobody() -> None:
    async def run() -> None:
        exchange = Exchange()
        async with exchange.connection() as slow:
            await slow.subscribe("#")
            for number in range(QUEUE_MESSAGES_MAX + 1):
                exchange.deliver("n", str(number).encode(), retain=False)
            (oldest,) = await first(slow)
            assert oldest.payload == b"1"

    asyncio.run(run())


@pytest.mark.parametrize(
    ("pattern", "topic", "meant"),
    [
        ("a/b", "a/b", True),
        ("a/+", "a/b", True),
        ("a/+", "a/b/c", False),
        ("a/#", "a/b/c", True),
        ("#", "a", True),
        ("#", "$SYS/x", False),
        ("$SYS/#", "$SYS/x", True),
        ("a/b/c", "a/b", False),
    ],
)
def test_patterns_of_topics(pattern: str, topic: str, meant: bool) -> None:
    assert matches(pattern, topic) is meant
