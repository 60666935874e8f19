"""The world between the firmware's pins: outputs move the body, what it meets sets the inputs."""

import math
import random
from collections import deque

from agv.config import Config, Driver
from agv.hardware.board import Power
from agv.hardware.ultrasonic import SOUND_MPS
from agv.simulator.body import SUBSTEP_S, Body, Physics
from agv.simulator.pins import SimulatedFactory, SimulatedPin
from agv.simulator.things import Thing, Things, gap_m
from agv.simulator.track import Floor

# The charge pump lets go of the motors so long after the enable line's last edge.
PUMP_S = 0.04
RISE_S = 0.00045
# An HC-SR04P without a return gives up after 38 ms.
NOTHING_S = 0.038
HALF_TAPE, BLACK = 127, 255


class Faults:
    """What is broken on purpose: levels that hold whatever the world says, ears that misbehave."""

    def __init__(self) -> None:
        self.levels: dict[int, bool] = {}
        self.frozen_line = False
        self.unplugged: set[int] = set()
        self.stuck_high: set[int] = set()
        self.frozen_echo: dict[int, float] = {}
        self.noisy: set[int] = set()
        self.noisy_line = 0.0
        self.no_power = False


class Plant:
    """One robot on one floor, at simulated seconds `now_s`."""

    def __init__(
        self, config: Config, floor: Floor, things: Things, physics: Physics, chance: random.Random
    ) -> None:
        self.config, self.floor, self.things = config, floor, things
        self.physics, self._chance = physics, chance
        self.factory = SimulatedFactory()
        self.body = Body(physics, config.drive, config.geometry, chance)
        self.faults = Faults()
        self.now_s = 0.0
        self.bumped = False
        drive = config.drive
        self._left = [self.factory.at(gpio) for gpio in drive.left]
        self._right = [self.factory.at(gpio) for gpio in drive.right]
        self._enable = self.factory.at(drive.enable_gpio)
        self._line = [self.factory.at(gpio) for gpio in config.line.gpios]
        test_gpio = config.line.test_gpio
        self._emitters = None if test_gpio is None else self.factory.at(test_gpio)
        self._infrared = [self.factory.at(each.gpio) for each in config.infrared]
        self._echoes = [self.factory.at(each.echo) for each in config.ultrasonic]
        self._triggers = [self.factory.at(each.trigger) for each in config.ultrasonic]
        self._released = [
            self.factory.at(gpio)
            for gpio in (config.inputs.confirm, config.outputs.lift_top, config.outputs.lift_down)
            if gpio is not None
        ]
        contacts = (config.inputs.bumper, config.inputs.e_stop)
        self._contacts = [self.factory.at(gpio) for gpio in contacts]
        self._duties: deque[tuple[float, tuple[float, float]]] = deque()
        self._applied = (0.0, 0.0)
        self._pumped_s, self._pump_level = -1.0, 0.0
        self._pulses: list[list[tuple[float, bool]]] = [[] for _ in config.ultrasonic]
        self._pinged = [False] * len(config.ultrasonic)

    # ------------------------------------------------------------------ what the firmware is given

    def pause(self, seconds: float) -> None:
        """The trigger's pulse: whoever holds it high now has sent one."""
        del seconds
        for number, trigger in enumerate(self._triggers):
            if trigger.level:
                self._pinged[number] = True

    def read(self, now_s: float) -> Power | None:
        """As a battery meter."""
        if self.faults.no_power:
            return None
        volts = self.config.battery.full_v * (1 - 0.02 * self.body.amperes)
        return Power(at_s=now_s, volts=volts, amperes=self.body.amperes)

    def close(self) -> None:
        """As a battery meter."""

    # ------------------------------------------------------------------ time

    def advance(self, seconds: float) -> None:
        """Let the world run on, then show it to the inputs."""
        self._take_duties()
        self._listen()
        end_s = self.now_s + seconds
        while self.now_s < end_s - 1e-9:
            self.now_s += SUBSTEP_S
            while self._duties and self._duties[0][0] <= self.now_s:
                self._applied = self._duties.popleft()[1]
            self.body.step(self._applied, powered=self.powered)
        self._show()

    @property
    def duties(self) -> tuple[float, float]:
        """What the motor board makes of the pins now."""
        return _duty(self._left, self.config), _duty(self._right, self.config)

    @property
    def powered(self) -> bool:
        """Whether the pump holds the motors and no contact cuts them."""
        open_contact = self.bumped or any(pin.level for pin in self._contacts)
        return self.now_s - self._pumped_s < PUMP_S and not open_contact

    def _take_duties(self) -> None:
        late = self.physics.latency_s + abs(self._chance.gauss(0, self.physics.jitter_s))
        self._duties.append((self.now_s + late, self.duties))
        if self._enable.level != self._pump_level:
            self._pump_level, self._pumped_s = self._enable.level, self.now_s

    # ------------------------------------------------------------------ inputs

    def _show(self) -> None:
        self._show_line()
        for pin, each in zip(self._infrared, self.config.infrared, strict=True):
            x, y, heading = self._from_body(each.x_m, each.y_m, each.angle_deg)
            seen = self.things.lit(x, y, heading, self.now_s, each.range_dark_m)
            pin.set_level(high=seen == each.active_high)
        self.bumped = self.touching() is not None
        self._contacts[0].set_level(high=self.bumped)
        self._contacts[1].set_level(high=False)
        for pin in self._released:
            pin.set_level(high=True)
        self._echo_edges()
        for gpio, high in self.faults.levels.items():
            self.factory.at(gpio).set_level(high=high)

    def _show_line(self) -> None:
        if self.faults.frozen_line:
            return
        geometry, body, chance = self.config.geometry, self.body, self._chance
        cos, sin = math.cos(body.heading_rad), math.sin(body.heading_rad)
        ahead, noise = geometry.sensor_ahead_m, self.physics.spot_noise
        flip = max(self.physics.flip, self.faults.noisy_line)
        active = self.config.line.active_on_line
        x, y = body.x_m + ahead * cos, body.y_m + ahead * sin
        lit = self._emitters is None or bool(self._emitters.level)
        for pin, offset in zip(self._line, geometry.sensor_offsets_m, strict=True):
            # Black is what sends nothing back: tape, or any floor in the dark.
            tape = self.floor.at(x - offset * sin, y + offset * cos) if lit else BLACK
            on = tape + chance.gauss(0, noise) > HALF_TAPE
            if chance.random() < flip:
                on = not on
            pin.set_level(high=on == active)

    def on_tape(self, sensor: int) -> bool:
        """Whether there is tape under a sensor of the row, whatever it says."""
        geometry, body = self.config.geometry, self.body
        cos, sin = math.cos(body.heading_rad), math.sin(body.heading_rad)
        ahead, offset = geometry.sensor_ahead_m, geometry.sensor_offsets_m[sensor]
        x, y = body.x_m + ahead * cos - offset * sin, body.y_m + ahead * sin + offset * cos
        return self.floor.at(x, y) > HALF_TAPE

    def touching(self) -> Thing | None:
        """What the robot's body has run into, or what has run into it."""
        if not self.things.near(self.body.x_m, self.body.y_m, self.now_s):
            return None
        return next((thing for thing in self.things.things if self.gap_m(thing) <= 0), None)

    def gap_m(self, thing: Thing) -> float:
        """From the robot's body to a thing."""
        body, (x, y) = self.body, thing.place(self.now_s)
        return gap_m(self.config.geometry, thing, x - body.x_m, y - body.y_m, body.heading_rad)

    def _from_body(self, x_m: float, y_m: float, angle_deg: float) -> tuple[float, float, float]:
        body = self.body
        cos, sin = math.cos(body.heading_rad), math.sin(body.heading_rad)
        return (
            body.x_m + x_m * cos - y_m * sin,
            body.y_m + x_m * sin + y_m * cos,
            body.heading_rad + math.radians(angle_deg),
        )

    # ------------------------------------------------------------------ echoes

    def _listen(self) -> None:
        lost = self.physics.echo_lost
        if sum(self._pinged) > 1:
            lost += self.physics.echo_cancelled
        for number, pinged in enumerate(self._pinged):
            if pinged:
                self._pinged[number] = False
                self._pulses[number] = self._pulse(number, lost)

    def _pulse(self, number: int, lost: float) -> list[tuple[float, bool]]:
        """The edges that one ping brings."""
        faults, rise_s = self.faults, self.now_s + RISE_S
        if number in faults.unplugged:
            return []
        if number in faults.stuck_high:
            return [(rise_s, True)]
        if number in faults.frozen_echo:
            high_s = faults.frozen_echo[number]
        else:
            high_s = self._heard_s(number, lost)
        return [(rise_s, True), (rise_s + high_s, False)]

    def _heard_s(self, number: int, lost: float) -> float:
        chance, physics, each = self._chance, self.physics, self.config.ultrasonic[number]
        if number in self.faults.noisy:
            return chance.uniform(0.001, 0.02)
        if chance.random() < physics.cross_talk:
            # Another robot's ping, heard as if it were ours.
            return chance.uniform(0.001, 0.02)
        x, y, heading = self._from_body(each.x_m, each.y_m, each.angle_deg)
        distance = self.things.echo_m(x, y, heading, self.now_s, chance)
        if distance is None or chance.random() < lost:
            return NOTHING_S
        return 2 * distance / SOUND_MPS

    def _echo_edges(self) -> None:
        for pin, edges in zip(self._echoes, self._pulses, strict=True):
            while edges and edges[0][0] <= self.now_s:
                at_s, high = edges.pop(0)
                pin.edge(at_s, high=high)


def _duty(pins: list[SimulatedPin], config: Config) -> float:
    """What a motor board makes of its two inputs."""
    first, second = pins[0].level, pins[1].level
    if config.drive.driver is Driver.PHASE_ENABLE:
        return -second if first else second
    return first - second
