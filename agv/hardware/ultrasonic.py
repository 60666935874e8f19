"""One HC-SR04P, timed by our own loop: gpiozero's DistanceSensor smooths, waits and keeps its last
value when unplugged, so only pins are taken from there (ADR 0020)."""

from collections.abc import Callable

from gpiozero import InputDevice, OutputDevice
from gpiozero.pins import Factory

from agv.config import Ultrasonic
from agv.hardware.board import Echo, EchoKind

# At 20 °C; ±3 % from 3 to 37 °C, well inside the margin.
SOUND_MPS = 343.3
PULSE_S = 10e-6
# The echo line rises 0.45 ms after the trigger; the module waits 38 ms for a return.
RISE_S_MAX = 0.01
RANGE_M_MAX = 4.0
ECHO_S_MAX = 2 * RANGE_M_MAX / SOUND_MPS
# The module is ready again, and what comes back later is from beyond 6.9 m: it does not hear that
# far itself.
SLOT_S = 0.04
HIGH_S_MAX = 0.045
RANGE_M_MIN = 0.02

Pause = Callable[[float], None]


class Pinger:
    """Trigger and echo of one sensor. Edges come from another thread on a Pi; each is one
    assignment, so no lock is needed."""

    def __init__(
        self, number: int, settings: Ultrasonic, factory: Factory | None, pause: Pause
    ) -> None:
        self._number = number
        self._pause = pause
        self._trigger = OutputDevice(settings.trigger, pin_factory=factory)
        self._echo = InputDevice(settings.echo, pin_factory=factory)
        self._ticks_diff = self._echo.pin_factory.ticks_diff
        self._sent_s: float | None = None
        self._rose: float | None = None
        self._fell: float | None = None
        self._echo.pin.edges = "both"
        self._echo.pin.when_changed = self._changed

    def send(self, now_s: float) -> None:
        """One pulse, unless the outcome of the last one is still to come. A line that is high
        nevertheless is left alone: `take` says so."""
        if self._sent_s is not None:
            return
        self._rose = self._fell = None
        self._sent_s = now_s
        if not self._echo.is_active:
            self._trigger.on()
            self._pause(PULSE_S)
            self._trigger.off()

    def take(self, now_s: float) -> Echo | None:
        """The outcome once it is known, exactly once for each ping."""
        if self._sent_s is None:
            return None
        kind = self._outcome(now_s - self._sent_s)
        if kind is None:
            return None
        self._sent_s = None
        if kind is EchoKind.FAULT:
            return Echo(sensor=self._number, at_s=now_s, kind=kind)
        assert self._rose is not None
        assert self._fell is not None
        high_s = self._ticks_diff(self._fell, self._rose)
        distance = high_s * SOUND_MPS / 2 if kind is EchoKind.DISTANCE else None
        return Echo(
            sensor=self._number,
            at_s=now_s,
            kind=kind,
            distance_m=distance,
            raw_us=round(high_s * 1e6),
        )

    def _outcome(self, waited_s: float) -> EchoKind | None:
        if self._fell is not None and self._rose is not None:
            high_s = self._ticks_diff(self._fell, self._rose)
            return EchoKind.DISTANCE if high_s < ECHO_S_MAX else EchoKind.NO_ECHO
        if self._rose is None:
            return EchoKind.FAULT if waited_s > RISE_S_MAX else None
        return EchoKind.FAULT if waited_s > HIGH_S_MAX else None

    def _changed(self, ticks: float, state: int) -> None:
        if state:
            self._rose = ticks
        elif self._rose is not None:
            self._fell = ticks

    def close(self) -> None:
        self._echo.pin.when_changed = None
        self._trigger.close()
        self._echo.close()
