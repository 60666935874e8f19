"""One driven wheel. gpiozero's motors switch off between two speeds of one direction, a hundred
times a second in our loop; here the duty changes alone and direction only through a stop."""

from typing import Protocol

from gpiozero import OutputDevice, PWMOutputDevice
from gpiozero.pins import Factory

from agv.config import Drive, Driver

# Finer steps than a motor board resolves.
DUTY_STEP = 1 / 256


class Wheel(Protocol):
    """Duty from -1 (full back) to 1 (full ahead)."""

    def set(self, duty: float) -> None: ...

    def close(self) -> None: ...


class PhaseEnableWheel:
    """Direction on one pin, PWM on the other."""

    def __init__(self, pins: tuple[int, int], hz: int, factory: Factory | None) -> None:
        self._phase = OutputDevice(pins[0], pin_factory=factory)
        self._enable = PWMOutputDevice(pins[1], frequency=hz, pin_factory=factory)
        self._duty = 0.0

    def set(self, duty: float) -> None:
        """Direction changes while the PWM is off."""
        duty = rounded(duty)
        if duty == self._duty:
            return
        if duty * self._duty < 0 or (self._duty == 0 and bool(self._phase.value) != (duty < 0)):
            self._enable.value = 0
            self._phase.value = duty < 0
        self._enable.value = abs(duty)
        self._duty = duty

    def close(self) -> None:
        self._enable.close()
        self._phase.close()


class BidirectionalWheel:
    """A PWM for each direction, never both at once."""

    def __init__(self, pins: tuple[int, int], hz: int, factory: Factory | None) -> None:
        self._ahead = PWMOutputDevice(pins[0], frequency=hz, pin_factory=factory)
        self._back = PWMOutputDevice(pins[1], frequency=hz, pin_factory=factory)
        self._duty = 0.0

    def set(self, duty: float) -> None:
        """The side that ends is switched off first."""
        duty = rounded(duty)
        if duty == self._duty:
            return
        using, other = (self._ahead, self._back) if duty >= 0 else (self._back, self._ahead)
        other.value = 0
        using.value = abs(duty)
        self._duty = duty

    def close(self) -> None:
        self._ahead.close()
        self._back.close()


def rounded(duty: float) -> float:
    """Within bounds, in steps of 1/256, so that equal duties are known as equal."""
    return round(max(-1.0, min(1.0, duty)) / DUTY_STEP) * DUTY_STEP


def wheels(drive: Drive, factory: Factory | None) -> tuple[Wheel, Wheel]:
    """Left and right, as the settings say."""
    return _wheel(drive, drive.left, factory), _wheel(drive, drive.right, factory)


def _wheel(drive: Drive, pins: tuple[int, int], factory: Factory | None) -> Wheel:
    if drive.driver is Driver.PHASE_ENABLE:
        return PhaseEnableWheel(pins, drive.pwm_hz, factory)
    return BidirectionalWheel(pins, drive.pwm_hz, factory)
