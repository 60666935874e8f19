"""The running edge with mosquitto as its broker, by the settings it writes for it."""

import asyncio
import signal
from pathlib import Path

from edge.fleet.link.broker import Settings
from edge.fleet.link.office import RobotOffice
from node.clock import wall_clock_ms
from tests.agv.link.brokers import free_port, listening, mosquitto, need_mosquitto
from tests.edge.fleet.hall import drawing, make_hall, served

PACE = 5.0
"""Slow enough that the broker is gone before the robot is there."""


def test_a_mission_outlives_its_broker(tmp_path: Path) -> None:
    need_mosquitto()
    site, port = tmp_path / "site", free_port()

    async def run() -> None:
        make_hall(site)
        config = Path(RobotOffice(site, wall_clock_ms).write_broker(Settings(port=port)).config)
        flags = {"robots.broker": "mosquitto", "robots.port": port}
        with mosquitto(config) as first:
            await listening(port)
            async with served(site, **flags) as hall:
                await hall.draw(drawing())
                folder = hall.enrol("R-1", "N31")
                first.send_signal(signal.SIGHUP)
                vehicle = hall.switch_on(folder, pace=PACE)
                await hall.pallet("P-1", "A-01-01-1")
                await hall.do("request_transport", unit="P-1", to_location="HAND-B")
                seat = hall.fleet.crew.seat("R-1")
                await hall.until(lambda: seat.mission and seat.mission.job, "has a task")
                await hall.until(lambda: vehicle.report().driving, "under way")
                first.terminate()
                first.wait(timeout=10)
                await hall.until(lambda: not vehicle.report().driving, "stands without heartbeat")
                assert hall.stands("P-1") == "A-01-01-1"
                with mosquitto(config):
                    await hall.until(lambda: hall.fleet.crew.done == 1, "done with the next broker")
                    assert hall.stands("P-1") == "HAND-B" and hall.moves("P-1") == 1
                    await hall.switch_off("R-1")

    asyncio.run(run())
