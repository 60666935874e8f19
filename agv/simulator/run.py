"""A simulated robot: the firmware of `agv.firmware` on a plant, turn by turn."""

import random

from agv.config import Config, Meter
from agv.firmware import Firmware
from agv.hardware.gpio import GpioBoard
from agv.hardware.ina219 import NoMeter
from agv.simulator.body import Physics
from agv.simulator.plant import Plant
from agv.simulator.things import Thing, Things
from agv.simulator.track import Floor


class Simulation:
    """`frozen`: the control process hangs; the plant and the watchdog's thread go on."""

    def __init__(
        self,
        config: Config,
        floor: Floor,
        seed: int,
        *,
        things: tuple[Thing, ...] = (),
        physics: Physics | None = None,
    ) -> None:
        chance = random.Random(seed)
        self.config = config
        self.plant = Plant(config, floor, Things(things), physics or Physics(), chance)
        metered = config.battery.meter is Meter.INA219
        meter = self.plant if metered else NoMeter()
        self.board = GpioBoard(config, meter, self.plant.factory, self.plant.pause)
        self.firmware = Firmware(config, self.board)
        self.period_s = 1 / config.rate_hz
        self.frozen = False
        # The inputs show the world before the first turn.
        self.plant.advance(self.period_s)

    def turn(self) -> None:
        """One turn of the loop, and the world until the next."""
        if not self.frozen:
            self.firmware.turn(self.plant.now_s)
        self.firmware.watch.check(self.plant.now_s)
        self.plant.advance(self.period_s)

    def run(self, seconds: float) -> None:
        """So many simulated seconds."""
        for _ in range(round(seconds / self.period_s)):
            self.turn()

    def ready(self, node: str) -> None:
        """Confirm on site, say where the robot stands, and let it look around."""
        self.run(0.3)
        self.firmware.confirm()
        self.firmware.place(node)
        self.run(0.1)

    def close(self) -> None:
        """Give the pins back."""
        self.board.close()
