"""Many simulated robots in one process, each with an identity and a connection of its own."""

import asyncio
import signal
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from agv.link.assemble import service_of
from agv.link.identity import Kept
from agv.orders.sheet import Body
from agv.protocol.transport import end
from agv.simulator.gliding import Gliding, Habits

TURN_S = 0.05


def monotonic_ms() -> int:
    """A clock that never jumps."""
    return time.monotonic_ns() // 1_000_000


async def serve(folders: Sequence[Path], habits: Habits, new_session: Callable[[], str]) -> None:
    """Until cancelled or told to end (SIGTERM, SIGINT)."""
    vehicles, tasks = [], []
    for folder in folders:
        kept = Kept(folder)
        vehicle = Gliding(kept.identity.node, habits)
        body = Body(maximum_speed=habits.speed_mps * habits.pace)
        service = service_of(kept, vehicle, new_session(), monotonic_ms, body=body)
        vehicles.append(vehicle)
        tasks.append(asyncio.ensure_future(service.run()))
    turning = asyncio.ensure_future(_turn(vehicles))
    over = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, over.set)
    try:
        await over.wait()
    finally:
        await end([turning, *tasks])


async def _turn(vehicles: Sequence[Gliding]) -> None:
    while True:
        now_s = time.monotonic()
        for vehicle in vehicles:
            vehicle.turn(now_s)
        await asyncio.sleep(TURN_S)
