"""Puts a robot together: settings, body, program, real time. The composition root of `run`."""

import threading
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from agv.config import Config
from agv.firmware import Firmware
from agv.hardware.board import Board, Reading
from agv.hardware.gpio import GpioBoard
from agv.hardware.ina219 import meter
from agv.hardware.ultrasonic import SLOT_S, Pause
from agv.loop import Alive, Clock, drive, watch
from agv.safety.distance import schedule
from agv.selftest import SECONDS
from agv.touring import Tour, Touring


def board(config: Config, pause: Pause) -> Board:
    """The body on this Pi's pins."""
    return GpioBoard(config, meter(config.battery), None, pause)


def run_robot(
    config: Config,
    tour: Tour | None,
    linked: tuple[Path, str] | None,
    notify: str | None,
    real: tuple[Clock, Pause],
    stop: threading.Event,
) -> int:
    """Turns until told to stop, the motors off whatever ends it; how many began late. `linked`: the
    identity whose edge's orders it takes, and chance for this session."""
    clock, sleep = real
    body = board(config, sleep)
    firmware = Firmware(config, body)
    touring = None if tour is None else Touring(tour, firmware)
    alive = Alive(notify)

    def turn(now_s: float) -> None:
        firmware.turn(now_s)
        if touring is not None:
            touring.step()
        alive.turn()

    try:
        watch(firmware, clock, stop)
        with _link(config, firmware, linked, clock):
            return drive(turn, 1 / config.rate_hz, clock, sleep, stop)
    finally:
        stop.set()
        body.close()
        alive.close()


def _link(
    config: Config, firmware: Firmware, linked: tuple[Path, str] | None, clock: Clock
) -> AbstractContextManager[object]:
    """The link beside the loop; none without an identity."""
    if linked is None:
        return nullcontext()
    identity, session = linked
    # Only here: a robot on a tour by itself needs none of it.
    from agv.link.assemble import service_of
    from agv.link.discover import Found
    from agv.link.identity import Kept
    from agv.link.threaded import LinkThread
    from agv.orders.sheet import Body

    sites: list[Found] = []
    body = Body(
        maximum_speed=config.motion.cruise_mps,
        acceleration=config.motion.accelerate_mps2,
        deceleration=config.safety.decelerate_mps2,
        width=config.geometry.width_m,
        length=config.geometry.length_m,
        lifts=config.outputs.lift_up is not None,
    )
    service = service_of(
        Kept(identity),
        firmware,
        session,
        lambda: round(clock() * 1000),
        body=body,
        found=lambda: sites,
    )
    return LinkThread(service, sites)


def look(config: Config, *, simulated: bool) -> list[Reading]:
    """Two seconds of readings, motors off."""
    if simulated:
        from agv.simulator.show import standing

        return standing(config, SECONDS)
    import time

    body = board(config, time.sleep)
    try:
        return _readings(config, body, time.monotonic, time.sleep)
    finally:
        body.close()


def _readings(config: Config, body: Board, clock: Clock, sleep: Pause) -> list[Reading]:
    turns, taken = schedule(len(config.ultrasonic)), []
    started_s = pinged_s = clock()
    slot = 0
    while (now_s := clock()) - started_s < SECONDS:
        taken.append(body.read(now_s))
        if turns and now_s - pinged_s >= SLOT_S:
            for sensor in turns[slot % len(turns)]:
                body.ping(sensor, now_s)
            slot, pinged_s = slot + 1, now_s
        sleep(1 / config.rate_hz)
    return taken
