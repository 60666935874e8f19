"""gpiozero pins without a Pi and without real time: levels are set by the plant, edges carry
simulated ticks. The stock mock pins sleep, and keep every state they ever had."""

from typing import Any

from gpiozero.pins.mock import MockFactory, MockPWMPin
from gpiozero.pins.pi import PiPin


class SimulatedPin(MockPWMPin):  # type: ignore[misc]
    """Any pin of the simulated Pi."""

    def _change_state(self, value: Any) -> bool:  # noqa: ANN401
        changed: bool = self.__dict__.get("_state") != value
        self._state = value
        return changed

    @property
    def level(self) -> float:
        """What an output is set to: 0 to 1."""
        return float(self._state)

    def set_level(self, *, high: bool) -> None:
        """What an input reads, without an edge."""
        self._state = high

    def edge(self, at_s: float, *, high: bool) -> None:
        """A level with the time at which it came."""
        self._state = high
        if self._when_changed is not None:
            PiPin._call_when_changed(self, at_s, int(high))


class SimulatedFactory(MockFactory):  # type: ignore[misc]
    """A Pi whose pins are ours and whose ticks are seconds of the plant."""

    def __init__(self) -> None:
        super().__init__(revision="c03111", pin_class=SimulatedPin)

    def at(self, gpio: int) -> SimulatedPin:
        """The pin of a BCM number."""
        pin = self.pin(f"GPIO{gpio}")
        assert isinstance(pin, SimulatedPin)
        return pin
