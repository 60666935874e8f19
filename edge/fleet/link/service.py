"""Carries the fleet's messages over a transport, and comes back when the broker was away."""

import asyncio
from collections.abc import Callable, Mapping

import structlog

from agv.protocol.transport import Disconnected, Transport, end
from edge.fleet.link.site import SiteLink

TURN_S = 0.05
LOOK_AGAIN_TURNS = 200
LISTEN_AGAIN_TURNS = 20
PAUSE_S, PAUSE_S_MAX = 0.5, 10.0


class FleetService:
    """Runs until cancelled."""

    def __init__(
        self,
        link: SiteLink,
        connect: Callable[[], Transport],
        now_ms: Callable[[], int],
        neighbours: Callable[[], Mapping[str, str]],
    ) -> None:
        self._link, self._connect = link, connect
        self._now_ms, self._neighbours = now_ms, neighbours
        self._heard: set[str] = set()

    async def run(self) -> None:
        """Connect, carry, and after a break connect again, less and less eagerly."""
        pause_s, away = PAUSE_S, False
        log = structlog.get_logger("fleet")
        while True:
            try:
                async with self._connect() as transport:
                    self._heard = set()
                    await self._listen(transport)
                    self._link.begin()
                    if away:
                        log.info("broker_back")
                    pause_s, away = PAUSE_S, False
                    await self._carry(transport)
            except Disconnected as error:
                if not away:
                    log.warning("broker_lost", reason=str(error))
                away = True
            await asyncio.sleep(pause_s)
            pause_s = min(2 * pause_s, PAUSE_S_MAX)

    async def _listen(self, transport: Transport) -> None:
        """Robots come while we are connected."""
        for pattern in self._link.listens:
            if pattern not in self._heard:
                self._heard.add(pattern)
                await transport.subscribe(pattern, qos=1)

    async def _carry(self, transport: Transport) -> None:
        """Both directions until one of them breaks."""
        tasks = [
            asyncio.ensure_future(self._hear(transport)),
            asyncio.ensure_future(self._speak(transport)),
        ]
        try:
            await asyncio.gather(*tasks)
        finally:
            await end(tasks)

    async def _hear(self, transport: Transport) -> None:
        async for arrived in transport.messages():
            self._link.hear(arrived.topic, arrived.payload, self._now_ms(), self._neighbours())

    async def _speak(self, transport: Transport) -> None:
        turn = 0
        while True:
            for each in self._link.step(self._now_ms()):
                await transport.publish(each.topic, each.payload, qos=each.qos)
            turn += 1
            if turn % LOOK_AGAIN_TURNS == 0:
                self._link.look_again(self._neighbours())
            if turn % LISTEN_AGAIN_TURNS == 0:
                await self._listen(transport)
            await asyncio.sleep(TURN_S)
