"""Battery voltage and current from an INA219 on I²C, over the kernel's device file alone."""

import fcntl
import os
import struct
from typing import Protocol

from agv.config import Battery, Meter
from agv.hardware.board import Power

# include/uapi/linux/i2c-dev.h
I2C_SLAVE = 0x0703
# INA219 data sheet (SBOS448), table 2: registers; bus voltage 4 mV and shunt 10 µV a bit.
SHUNT, BUS = 0x01, 0x02
SHUNT_V, BUS_V = 10e-6, 4e-3


class BatteryMeter(Protocol):
    """Something that says how the battery is; None when it could not be read."""

    def read(self, now_s: float) -> Power | None: ...

    def close(self) -> None: ...


class NoMeter:
    """No meter is fitted."""

    def read(self, now_s: float) -> Power | None:
        """Nothing is known."""
        del now_s
        return None

    def close(self) -> None:
        """Nothing to give back."""


class Ina219:
    """The chip in its state after power-on: 32 V, ±320 mV, continuous."""

    def __init__(self, settings: Battery) -> None:
        self._shunt_ohm = settings.shunt_ohm
        self._file = os.open(f"/dev/i2c-{settings.bus}", os.O_RDWR)
        fcntl.ioctl(self._file, I2C_SLAVE, settings.address)

    def read(self, now_s: float) -> Power | None:
        """Two registers; an error on the bus is a missing reading, told by its age."""
        try:
            volts = (self._register(BUS, ">H") >> 3) * BUS_V
            amperes = self._register(SHUNT, ">h") * SHUNT_V / self._shunt_ohm
        except OSError:
            return None
        return Power(at_s=now_s, volts=volts, amperes=amperes)

    def _register(self, number: int, form: str) -> int:
        os.write(self._file, bytes([number]))
        value: int = struct.unpack(form, os.read(self._file, 2))[0]
        return value

    def close(self) -> None:
        os.close(self._file)


def meter(settings: Battery) -> BatteryMeter:
    """The one the settings name."""
    return Ina219(settings) if settings.meter is Meter.INA219 else NoMeter()
