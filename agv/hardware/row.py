"""The row of line sensors, and the switch of their emitters. With the emitters off every healthy
sensor has to see black, as on tape: a look that costs one reading and tells a row that is frozen,
unplugged or blind from one with nothing new to see (docs/AGV.md)."""

from gpiozero import DigitalInputDevice, OutputDevice
from gpiozero.pins import Factory

from agv.config import Line

Seen = tuple[bool, ...]

DARK_S = 0.08
# A marker under the row is worth more than a look on time, but not for ever.
LATE_S = 0.04


class LineRow:
    """Read once each turn of the loop; every so often the emitters are dark for one turn."""

    def __init__(self, line: Line, factory: Factory | None) -> None:
        # An unplugged output is pulled to where it says that it sees no tape.
        self._sensors = [
            DigitalInputDevice(gpio, pull_up=not line.active_on_line, pin_factory=factory)
            for gpio in line.gpios
        ]
        self._emitters = (
            None
            if line.test_gpio is None
            else OutputDevice(line.test_gpio, initial_value=True, pin_factory=factory)
        )
        self._dark = False
        self._due_s = 0.0
        self._lit: Seen = ()

    def read(self, now_s: float) -> tuple[Seen, Seen | None]:
        """The row as last seen lit, and in the turn after the emitters went out what it saw then.
        Between two dark looks there is always a lit one."""
        seen = tuple([bool(each.value) for each in self._sensors])
        if self._dark and self._emitters is not None:
            self._emitters.on()
            self._dark = False
            # What did not see black is asked again at once.
            self._due_s = now_s + (DARK_S if all(seen) else 0.0)
            return self._lit, seen
        self._lit = seen
        if self._emitters is not None and self._asks(now_s):
            self._emitters.off()
            self._dark = True
        return seen, None

    def _asks(self, now_s: float) -> bool:
        late_s = now_s - self._due_s
        return late_s >= LATE_S or (late_s >= 0 and 2 * sum(self._lit) < len(self._lit))

    def close(self) -> None:
        """Give the pins back."""
        for each in self._sensors:
            each.close()
        if self._emitters is not None:
            self._emitters.close()
