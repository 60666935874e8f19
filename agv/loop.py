"""Real time: 100 turns a second in one thread, a second one that watches it, and systemd behind."""

import socket
import threading
from collections.abc import Callable

from agv.firmware import Firmware

WATCH_S = 0.02
# systemd's WatchdogSec is 2 s: two of these may get lost.
ALIVE_TURNS = 50

Clock = Callable[[], float]
Sleep = Callable[[float], None]


def drive(
    turn: Callable[[float], None],
    period_s: float,
    clock: Clock,
    sleep: Sleep,
    stop: threading.Event,
) -> int:
    """Turns until told to stop; how many began late is returned. A late turn is not made up for."""
    due_s, late = clock(), 0
    while not stop.is_set():
        turn(clock())
        due_s += period_s
        wait_s = due_s - clock()
        if wait_s > 0:
            sleep(wait_s)
        else:
            due_s, late = clock(), late + 1
    return late


def watch(firmware: Firmware, clock: Clock, stop: threading.Event) -> threading.Thread:
    """The thread that cuts the motors when the loop is silent."""

    def look() -> None:
        while not stop.wait(WATCH_S):
            firmware.watch.check(clock())

    thread = threading.Thread(target=look, name="loop watch", daemon=True)
    thread.start()
    return thread


class Alive:
    """Tells systemd (sd_notify(3)) that the service is ready, and then that it lives."""

    def __init__(self, address: str | None) -> None:
        self._address = address
        self._turns = 0
        self._socket = None if address is None else socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)

    def turn(self) -> None:
        """Once each turn of the loop."""
        if self._turns % ALIVE_TURNS == 0:
            self._say(b"READY=1" if self._turns == 0 else b"WATCHDOG=1")
        self._turns += 1

    def _say(self, word: bytes) -> None:
        if self._socket is not None and self._address is not None:
            # A leading @ is the abstract namespace.
            self._socket.sendto(word, self._address.replace("@", "\0", 1))

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
