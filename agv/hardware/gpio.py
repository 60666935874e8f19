"""The body on gpiozero: on a Pi through lgpio, in the simulator through pins of our own."""

import contextlib

from gpiozero import DigitalInputDevice, OutputDevice
from gpiozero.pins import Factory

from agv.config import Config
from agv.hardware.board import Lift, Reading
from agv.hardware.ina219 import BatteryMeter
from agv.hardware.pins import pi_pins
from agv.hardware.row import LineRow
from agv.hardware.ultrasonic import Pause, Pinger
from agv.hardware.wheel import wheels

# The battery's voltage moves slowly; its current has to show a stall in time.
POWER_S = 0.03


class GpioBoard:
    """All devices of one robot. `factory` None: the pins of this Raspberry Pi."""

    def __init__(
        self, config: Config, meter: BatteryMeter, factory: Factory | None, pause: Pause
    ) -> None:
        self._devices = contextlib.ExitStack()
        self._factory = factory = pi_pins() if factory is None else factory
        self._meter = meter
        self._line = LineRow(config.line, factory)
        # An open wire reads high, which the usual sensor (normally closed) says for an obstacle.
        self._infrared = [(self._contact(each.gpio), each.active_high) for each in config.infrared]
        self._bumper = self._contact(config.inputs.bumper)
        self._e_stop = self._contact(config.inputs.e_stop)
        self._pingers = [
            Pinger(number, each, factory, pause) for number, each in enumerate(config.ultrasonic)
        ]
        self._left, self._right = wheels(config.drive, factory)
        self._enable = OutputDevice(config.drive.enable_gpio, pin_factory=factory)
        self._confirm = self._switch(config.inputs.confirm)
        outputs = config.outputs
        self._lamp, self._buzzer = self._output(outputs.lamp), self._output(outputs.buzzer)
        self._up, self._back = self._output(outputs.lift_up), self._output(outputs.lift_back)
        self._top, self._down = self._switch(outputs.lift_top), self._switch(outputs.lift_down)
        self._power = meter.read(0.0)
        self._power_s = 0.0
        parts = (self._left, self._right, self._enable, self._meter, self._line, *self._pingers)
        for each in parts:
            self._devices.callback(each.close)

    def _contact(self, gpio: int) -> DigitalInputDevice:
        """Pulled up and closed to ground: an open or cut wire reads high."""
        device = DigitalInputDevice(gpio, pull_up=True, pin_factory=self._factory)
        self._devices.callback(device.close)
        return device

    def _output(self, gpio: int | None) -> OutputDevice | None:
        if gpio is None:
            return None
        device = OutputDevice(gpio, pin_factory=self._factory)
        self._devices.callback(device.close)
        return device

    def _switch(self, gpio: int | None) -> DigitalInputDevice | None:
        return None if gpio is None else self._contact(gpio)

    def read(self, now_s: float) -> Reading:
        if now_s - self._power_s >= POWER_S:
            self._power, self._power_s = self._meter.read(now_s), now_s
        line, line_dark = self._line.read(now_s)
        echoes = [pinger.take(now_s) for pinger in self._pingers]
        return Reading(
            at_s=now_s,
            line=line,
            line_dark=line_dark,
            infrared=tuple([bool(each.value) != high for each, high in self._infrared]),
            bumper=not self._bumper.value,
            e_stop=not self._e_stop.value,
            confirm=self._confirm is not None and bool(self._confirm.value),
            echoes=tuple([each for each in echoes if each is not None]),
            power=self._power,
            lift_top=self._top is not None and bool(self._top.value),
            lift_down=self._down is not None and bool(self._down.value),
        )

    def ping(self, sensor: int, now_s: float) -> None:
        self._pingers[sensor].send(now_s)

    def drive(self, left: float, right: float) -> None:
        self._left.set(left)
        self._right.set(right)

    def pump(self) -> None:
        self._enable.toggle()

    def cut(self) -> None:
        self._enable.off()
        self._left.set(0.0)
        self._right.set(0.0)

    def signal(self, *, lamp: bool, buzzer: bool) -> None:
        for device, wanted in ((self._lamp, lamp), (self._buzzer, buzzer)):
            if device is not None and bool(device.value) != wanted:
                device.toggle()

    def lift(self, way: Lift) -> None:
        for device, mine in ((self._up, Lift.UP), (self._back, Lift.DOWN)):
            if device is not None and bool(device.value) != (way is mine):
                device.toggle()

    def close(self) -> None:
        self.cut()
        self._devices.close()
