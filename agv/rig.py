"""Puts a robot together: settings, body, program, real time. The composition root of `run`."""

import threading

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
    notify: str | None,
    real: tuple[Clock, Pause],
    stop: threading.Event,
) -> int:
    """Turns until told to stop, the motors off whatever ends it; how many began late."""
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
        return drive(turn, 1 / config.rate_hz, clock, sleep, stop)
    finally:
        stop.set()
        body.close()
        alive.close()


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
