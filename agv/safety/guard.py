"""From readings to the state machine: what is in the way, what cannot be believed, how fast."""

import math

from agv.config import Config, Meter, Ultrasonic
from agv.hardware.board import Echo, Reading
from agv.hardware.ultrasonic import SLOT_S
from agv.motion.odometry import Motion
from agv.safety.distance import schedule
from agv.safety.ear import Ear
from agv.safety.machine import Safe, Senses, speed_limit, step
from agv.safety.row import Row
from agv.safety.turning import Turning
from agv.safety.vanishing import PAUSE_S, Vanishing
from agv.safety.watch import HeartbeatWatch
from agv.vehicle import Complaint, Trouble, Zone

# Half of the cone in which an HC-SR04P hears a post.
CONE_RAD = math.radians(12)
# Motors that start draw as much for half of it.
STALL_S = 0.1


class Guard:
    """Carried on every turn of the loop."""

    def __init__(self, config: Config, heartbeat: HeartbeatWatch) -> None:
        self._config, self._heartbeat = config, heartbeat
        period_s = SLOT_S * len(schedule(len(config.ultrasonic)))
        self._ears = [Ear(each, config.safety, period_s) for each in config.ultrasonic]
        self._stall_since: float | None = None
        self.row = Row()
        self._turning = Turning()
        self._vanishing = Vanishing()
        self._last_s: float | None = None
        self._confirmed = False
        self.state = Safe()
        self.limit_mps = 0.0

    def confirm(self) -> None:
        """A person says that the way is free."""
        self._confirmed = True
        for ear in self._ears:
            ear.forgive()
        self._stall_since = None
        self.row.forgive()
        self._vanishing.forgive()

    def watch(
        self, reading: Reading, motion: Motion, *, fork: bool, on_tape: bool, silent: bool
    ) -> Safe:
        """One turn. `fork`: the tape may look split here; `on_tape`: it follows one; `silent`: the
        loop watch has cut."""
        senses = self._senses(reading, motion, fork=fork, on_tape=on_tape, silent=silent)
        self._confirmed = False
        self.state = step(self.state, senses, self._config)
        self.limit_mps = speed_limit(self.state, senses, self._config)
        return self.state

    @property
    def ask_again(self) -> frozenset[int]:
        """Sensors that said what has to be heard again at once."""
        return frozenset(number for number, ear in enumerate(self._ears) if ear.asks_again)

    def complaints(self) -> tuple[Complaint, ...]:
        """What keeps the robot from driving as told."""
        if self.state.zone is Zone.STOP and not self.state.listening:
            return (Complaint(trouble=Trouble.OBSTACLE, said="something is in the way"),)
        return self.state.held

    def _senses(
        self, reading: Reading, motion: Motion, *, fork: bool, on_tape: bool, silent: bool
    ) -> Senses:
        now_s, speed = reading.at_s, motion.speed_mps
        echoes = {echo.sensor: echo for echo in reading.echoes}
        faults = [
            *self._hear(echoes, motion, now_s),
            *self._pressed(reading, silent=silent),
            *self._row_faults(reading, speed, fork=fork),
        ]
        elapsed_s = 0.0 if self._last_s is None else now_s - self._last_s
        spins = self._turning.look(motion, elapsed_s, on_tape=on_tape and any(reading.line))
        if self._stalled(reading):
            faults.append(_fault(Trouble.STALL, "a wheel is blocked"))
        if spins:
            faults.append(_fault(Trouble.STALL, "no turn brings the tape to the middle"))
        self._last_s = now_s
        nearest_m = _nearest([self._in_way(ear, ear.nearest_m) for ear in self._ears])
        known_m = _nearest([self._in_way(ear, ear.median_m) for ear in self._ears])
        missed_s = self._vanishing.look(nearest_m, known_m, motion, now_s, elapsed_s)
        front = [ear for ear in self._ears if not ear.settings.angle_deg]
        return Senses(
            at_s=now_s,
            speed_mps=max(speed, 0.0),
            nearest_m=nearest_m,
            free_m=known_m
            if front and all(ear.median_m is not None and not ear.unsure for ear in front)
            else None,
            doubtful=missed_s > 0 or any(ear.doubtful for ear in self._ears),
            vanished=missed_s > PAUSE_S,
            # The last in turn: every sensor has been asked since it was before.
            fresh=bool(self._ears) and self._ears[-1].fresh,
            infrared=any(reading.infrared),
            beside=any(self._beside(ear) for ear in self._ears),
            heartbeat_late=self._heartbeat.late(now_s),
            faults=tuple(faults),
            confirmed=self._confirmed,
        )

    def _hear(self, echoes: dict[int, Echo], motion: Motion, now_s: float) -> list[Complaint]:
        for number, ear in enumerate(self._ears):
            ear.hear(echoes.get(number), now_s, motion)
        return [
            _fault(Trouble.SENSOR, f"ultrasonic {ear.settings.name}: {ear.state(now_s)}")
            for ear in self._ears
            if not ear.state(now_s).healthy
        ]

    def _pressed(self, reading: Reading, *, silent: bool) -> list[Complaint]:
        found = []
        if reading.e_stop:
            found.append(_fault(Trouble.EMERGENCY_STOP, "emergency stop is pressed or open"))
        if reading.bumper:
            found.append(_fault(Trouble.BUMPER, "bumper is pressed or open"))
        late_s = 0.0 if self._last_s is None else reading.at_s - self._last_s
        if silent or late_s > self._config.safety.loop_s_max:
            found.append(_fault(Trouble.LOOP, f"the loop was silent for {late_s:.2f} s"))
        return found

    def _row_faults(self, reading: Reading, speed: float, *, fork: bool) -> list[Complaint]:
        said = self.row.look(reading, speed, fork=fork)
        return [] if said is None else [_fault(Trouble.SENSOR, said)]

    def _stalled(self, reading: Reading) -> bool:
        power, battery = reading.power, self._config.battery
        if power is None:
            return battery.meter is not Meter.NONE
        if power.amperes < battery.stall_a:
            self._stall_since = None
            return False
        self._stall_since = self._stall_since or reading.at_s
        return reading.at_s - self._stall_since > STALL_S

    def _in_way(self, ear: Ear, distance_m: float | None) -> float | None:
        """Way to the front bumper of what an ear hears, if it can be in the robot's own width."""
        if distance_m is None or self._aside_m(ear.settings, distance_m) > self._half_m():
            return None
        ahead = ear.settings.x_m + distance_m * math.cos(math.radians(ear.settings.angle_deg))
        return max(ahead - self._config.geometry.front_m, 0.0)

    def _half_m(self) -> float:
        return self._config.geometry.width_m / 2 + self._config.safety.side_m / 2

    def _aside_m(self, at: Ultrasonic, distance_m: float) -> float:
        """The nearest to the middle that it can be, anywhere in the cone."""
        if not at.angle_deg:
            return 0.0
        off = max(abs(math.radians(at.angle_deg)) - CONE_RAD, 0.0)
        return abs(at.y_m) + distance_m * math.sin(off)

    def _beside(self, ear: Ear) -> bool:
        """Close to the way, though not in it."""
        if not ear.settings.angle_deg or ear.median_m is None:
            return False
        aside = self._aside_m(ear.settings, ear.median_m)
        return aside <= self._half_m() + 2 * self._config.safety.side_m


def _nearest(distances: list[float | None]) -> float | None:
    known = [each for each in distances if each is not None]
    return min(known) if known else None


def _fault(trouble: Trouble, said: str) -> Complaint:
    return Complaint(trouble=trouble, said=said, needs_person=True)
