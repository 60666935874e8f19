"""Carries one robot's messages over a transport. While the broker is away the robot goes on: it
drives to the end of its base, and stops earlier where its heartbeat is missed."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from agv.link.robot import RobotWire
from agv.protocol.transport import Disconnected, Transport, Will, end

TURN_S = 0.05
PAUSE_S, PAUSE_S_MAX = 0.5, 10.0


class RobotService:
    """Runs until cancelled. `now_ms` is a clock that never jumps."""

    def __init__(
        self, wire: RobotWire, connect: Callable[[Will], Transport], now_ms: Callable[[], int]
    ) -> None:
        self._wire, self._connect, self._now_ms = wire, connect, now_ms

    async def run(self) -> None:
        """Connect, carry, and after a break connect again; the vehicle is served all the time."""
        pause_s = PAUSE_S
        while True:
            try:
                async with self._connect(self._wire.will(self._now_ms())) as transport:
                    pause_s = PAUSE_S
                    await self._carry(transport)
            except Disconnected:
                pass
            await self._alone(pause_s)
            pause_s = min(2 * pause_s, PAUSE_S_MAX)

    async def _carry(self, transport: Transport) -> None:
        for pattern in self._wire.listens:
            await transport.subscribe(pattern, qos=1)
        for each in self._wire.greeting(self._now_ms()):
            await transport.publish(each.topic, each.payload, qos=each.qos, retain=each.retain)
        tasks = [
            asyncio.ensure_future(self._hear(transport)),
            asyncio.ensure_future(self._speak(transport)),
        ]
        try:
            await asyncio.gather(*tasks)
        except asyncio.CancelledError:
            last = self._wire.farewell(self._now_ms())
            # A connection that broke in this very turn must not hide that we are to end.
            with suppress(Disconnected):
                await transport.publish(last.topic, last.payload, qos=last.qos, retain=last.retain)
            raise
        finally:
            await end(tasks)

    async def _hear(self, transport: Transport) -> None:
        async for arrived in transport.messages():
            self._wire.hear(arrived.topic, arrived.payload, self._now_ms())
            if self._wire.must_reconnect:
                raise Disconnected("fleet control has connected anew")

    async def _speak(self, transport: Transport) -> None:
        while True:
            for each in self._wire.step(self._now_ms()):
                await transport.publish(each.topic, each.payload, qos=each.qos, retain=each.retain)
            await asyncio.sleep(TURN_S)

    async def _alone(self, pause_s: float) -> None:
        """Nobody hears us; whoever does first gets a whole state."""
        end_ms = self._now_ms() + round(pause_s * 1000)
        while self._now_ms() < end_ms:
            self._wire.step(self._now_ms())
            await asyncio.sleep(TURN_S)
