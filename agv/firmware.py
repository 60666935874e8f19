"""The robot's program: one turn reads everything, decides, and sets everything. The time of a turn
comes from outside, so a simulator runs it unchanged."""

import math
import threading
from collections import deque
from collections.abc import Callable

from agv.config import Config
from agv.hardware.board import Board, Reading
from agv.hardware.ultrasonic import SLOT_S
from agv.motion.odometry import Motion, WheelModel
from agv.motion.pilot import Phase, Pilot
from agv.safety.distance import schedule
from agv.safety.guard import Guard
from agv.safety.watch import HeartbeatWatch, LoopWatch
from agv.tasks import Tasks
from agv.vehicle import Complaint, Leg, Report, Task, Trouble, Zone

STANDING_MPS = 0.02
# Wishes of the link between two turns; more than that is a link gone wild.
WISHES_MAX = 100
BATTERY_LOW = 0.15
# Long enough that leaning on the button does not count.
CONFIRM_S = 0.5


class Firmware:
    """A `Vehicle`. Wishes wait in a queue for the next turn; the report is made at its end."""

    def __init__(self, config: Config, board: Board) -> None:
        self._config, self._board = config, board
        self._wishes: deque[Callable[[], None]] = deque(maxlen=WISHES_MAX)
        self._heartbeat = HeartbeatWatch(config.heartbeat)
        self._wheels = WheelModel(config)
        self._guard = Guard(config, self._heartbeat)
        self._slots = schedule(len(config.ultrasonic))
        self._slot = 0
        self._pinged_s: float | None = None
        self._at_s: float | None = None
        self._paused = False
        self._held_since_s: float | None = None
        self._reading: Reading | None = None
        self._report = Report(at_s=0.0)
        self._cutting = threading.Lock()
        self.pilot = Pilot(config, self._wheels)
        self.tasks = Tasks(config.outputs)
        self.watch = LoopWatch(config.safety.loop_s_max, self._cut)

    # ------------------------------------------------------------------ Vehicle

    def follow(self, legs: tuple[Leg, ...]) -> None:
        self._wishes.append(lambda: self._follow(legs))

    def stop_at_next_node(self) -> None:
        self._wishes.append(self.pilot.route.stop_at_next)

    def cancel(self) -> None:
        self._wishes.append(self._cancel)

    def pause(self) -> None:
        self._wishes.append(lambda: self._set_paused(paused=True))

    def resume(self) -> None:
        self._wishes.append(lambda: self._set_paused(paused=False))

    def start(self, task: Task) -> None:
        self._wishes.append(lambda: self.tasks.start(task))

    def end(self, task_id: str) -> None:
        self._wishes.append(lambda: self.tasks.end(task_id))

    def place(self, node: str) -> None:
        self._wishes.append(lambda: self.pilot.place(node))

    def confirm(self) -> None:
        self._wishes.append(self._confirm)

    def beat(self) -> None:
        self._wishes.append(lambda: self._heartbeat.beat(self._at_s or 0.0))

    def report(self) -> Report:
        return self._report

    @property
    def limit_mps(self) -> float:
        """The speed that safety allows now."""
        return self._guard.limit_mps

    @property
    def line(self) -> tuple[bool, ...]:
        """The row of line sensors as last read."""
        return () if self._reading is None else self._reading.line

    def _follow(self, legs: tuple[Leg, ...]) -> None:
        if not self.pilot.driving:
            self.tasks.forget()
        self.pilot.follow(legs)

    def _cancel(self) -> None:
        self.pilot.route.clear()
        self.tasks.end_all()

    def _set_paused(self, *, paused: bool) -> None:
        self._paused = paused

    def _confirm(self) -> None:
        self._guard.confirm()
        self.watch.rearm()

    # ------------------------------------------------------------------ the loop

    def turn(self, now_s: float) -> None:
        """Once in 10 ms, with a monotonic time."""
        self.watch.beat(now_s)
        while self._wishes:
            self._wishes.popleft()()
        elapsed_s = 0.0 if self._at_s is None else now_s - self._at_s
        self._at_s = now_s
        reading = self._reading = self._board.read(now_s)
        self._hold(reading)
        motion = self._wheels.step(elapsed_s)
        state = self._guard.watch(
            reading,
            motion,
            fork=self.pilot.fork,
            on_tape=self.pilot.phase is Phase.FOLLOW,
            silent=self.watch.tripped,
        )
        if self._heartbeat.lost(now_s):
            self.pilot.route.stop_at_next()
        self.tasks.step(reading, standing=abs(motion.speed_mps) < STANDING_MPS)
        limit = 0.0 if self._paused or self.tasks.open else self._guard.limit_mps
        self.pilot.aside = self._guard.row.doubted
        self._set(self.pilot.step(reading, elapsed_s, limit), state.zone)
        self._ping(now_s)
        self._report = self._account(now_s)

    def _hold(self, reading: Reading) -> None:
        """The button on the robot, once for each time it is held."""
        if not reading.confirm:
            self._held_since_s = None
        elif self._held_since_s is None:
            self._held_since_s = reading.at_s
        elif reading.at_s - self._held_since_s >= CONFIRM_S:
            self._held_since_s = math.inf
            self._confirm()

    def _set(self, wanted: Motion, zone: Zone) -> None:
        with self._cutting:
            if zone is Zone.FAULT or self.watch.tripped:
                self._wheels.halt()
                self._board.cut()
            else:
                self._board.drive(*self._wheels.duties(wanted.speed_mps, wanted.turn_radps))
                self._board.pump()
        self._board.lift(self.tasks.lift)
        self._board.signal(lamp=zone in (Zone.STOP, Zone.FAULT), buzzer=self.tasks.buzzer)

    def _cut(self) -> None:
        """From the watchdog's thread."""
        with self._cutting:
            self._board.cut()

    def _ping(self, now_s: float) -> None:
        if not self._slots or (
            self._pinged_s is not None and now_s - self._pinged_s < SLOT_S - 1e-4
        ):
            return
        for sensor in self._guard.ask_again.union(self._slots[self._slot]):
            self._board.ping(sensor, now_s)
        self._slot = (self._slot + 1) % len(self._slots)
        self._pinged_s = now_s

    def _account(self, now_s: float) -> Report:
        route, reading = self.pilot.route, self._reading
        power = reading.power if reading is not None else None
        return Report(
            at_s=now_s,
            pose=self._wheels.pose,
            passed=route.passed,
            last_node=route.last_node,
            since_node_m=route.since_m(self._wheels.travelled_m),
            speed_mps=self._wheels.motion.speed_mps,
            driving=self.pilot.driving,
            paused=self._paused,
            localized=route.localized,
            zone=self._guard.state.zone,
            charge=None if power is None else self._charge(power.volts),
            battery_v=None if power is None else power.volts,
            complaints=self._complaints(now_s),
            tasks=self.tasks.reports(),
        )

    def _complaints(self, now_s: float) -> tuple[Complaint, ...]:
        found = list(self._guard.complaints())
        if self.pilot.complaint is not None:
            found.append(self.pilot.complaint)
        if self._heartbeat.late(now_s):
            found.append(Complaint(trouble=Trouble.HEARTBEAT, said="the edge is silent"))
        power = self._reading.power if self._reading is not None else None
        if power is not None and self._charge(power.volts) < BATTERY_LOW:
            found.append(Complaint(trouble=Trouble.BATTERY, said=f"{power.volts:.1f} V"))
        return tuple(found)

    def _charge(self, volts: float) -> float:
        battery = self._config.battery
        share = (volts - battery.empty_v) / (battery.full_v - battery.empty_v)
        return max(0.0, min(1.0, share))
