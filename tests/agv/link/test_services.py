"""Both ends over a transport: an order is driven, a broken connection comes back, nothing is done
twice."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from agv.link.service import RobotService
from agv.protocol.own import HEARTBEAT
from agv.protocol.transport import Exchange, Loopback, Will, end
from agv.protocol.words import ConnectionState
from edge.fleet.link.service import FleetService
from edge.fleet.master.words import Done
from tests.agv.link.rig import IP, MAC, SERIAL, START_UTC_MS, Rig

TURNS_MAX = 400
STEADY_TURNS = 40


class Running:
    """A robot and its site, each as a task, on one exchange with a clock that only we move."""

    def __init__(self, rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
        self.rig, self.exchange = rig, Exchange()
        self.connections: list[Loopback] = []
        self.quiet = 0
        self.robot = RobotService(rig.robot, self._connect, lambda: rig.now_ms)
        self.site = FleetService(
            rig.site,
            lambda: self._connect(None),
            lambda: START_UTC_MS + rig.now_ms,
            lambda: {IP: MAC},
        )
        real = asyncio.sleep

        async def turn(delay_s: float) -> None:
            await real(0)

        monkeypatch.setattr("agv.link.service.asyncio.sleep", turn)
        self._real = real

    def _connect(self, will: Will | None) -> Loopback:
        connection = self.exchange.connection(will)
        self.connections.append(connection)
        if will is not None:
            line = f"New client connected from {IP}:1 as x (p2, c1, k15, u'{SERIAL}')."
            self.exchange.deliver("$SYS/broker/log/N", line.encode(), retain=False)
        return connection

    @asynccontextmanager
    async def tasks(self) -> AsyncIterator[None]:
        tasks = [asyncio.ensure_future(each.run()) for each in (self.robot, self.site)]
        try:
            yield
        finally:
            await end(tasks)

    async def until(self, holds: str) -> None:
        """Let time pass until something holds."""
        for _ in range(TURNS_MAX):
            self.rig.now_ms += 50
            await self._real(0.001)
            if getattr(self, holds)():
                return
        raise AssertionError(holds)

    def online(self) -> bool:
        peer_state = self.rig.site.master(SERIAL).state
        return peer_state is not None and self.rig.vehicle.beats > 1

    def ordered(self) -> bool:
        return bool(self.rig.vehicle.route)

    def driven(self) -> bool:
        self.rig.vehicle.drive()
        return any(isinstance(told.event, Done) for told in self.rig.site.events)

    def steady(self) -> bool:
        """Connected for a while, with nobody about to connect anew."""
        self.quiet = 0 if self.rig.robot.must_reconnect else self.quiet + 1
        return self.quiet > STEADY_TURNS

    def connected_again(self) -> bool:
        return len(self.connections) >= 4


def test_an_order_is_driven_over_a_connection_that_breaks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def run() -> None:
        running = Running(Rig(tmp_path), monkeypatch)
        async with running.tasks():
            await running.until("online")
            running.rig.give("ABC")
            await running.until("ordered")
            for connection in list(running.connections):
                connection.cut()
            await running.until("connected_again")
            await running.until("driven")
            await running.until("steady")
            assert running.rig.vehicle.moves == 1
            assert not running.rig.alarms()
        (last,) = running.exchange.kept("vda5050/v3/Holdfast/A-1/connection")
        assert ConnectionState.OFFLINE.value.encode() in last.payload
        assert not running.exchange.kept(f"vda5050/v3/Holdfast/A-1/{HEARTBEAT}")

    asyncio.run(run())
