"""A robot without physics: it glides along its legs at their length and its speed, lifts by time
and drains its battery. For many robots on one computer; orders and link are those of a real one.
What it cannot show is how the firmware drives: that is agv/simulator/plant.py."""

from collections.abc import Iterable
from typing import Final

import msgspec

from agv.vehicle import (
    Complaint,
    Leg,
    Pose,
    Report,
    Task,
    TaskKind,
    TaskReport,
    TaskState,
    Trouble,
    Turn,
    Zone,
)

TURN_S: Final = {Turn.LEFT: 1.0, Turn.RIGHT: 1.0, Turn.AROUND: 2.0}
TASK_S: Final = {TaskKind.RAISE: 2.0, TaskKind.LOWER: 2.0, TaskKind.SIGNAL: 1.0}
# As the firmware: without a heartbeat for so long it stops at the next node.
SILENT_S_MAX: Final = 1.5
STEP_S_MAX: Final = 0.5
_IN_THE_WAY = (Complaint(trouble=Trouble.OBSTACLE, said="something is in the way"),)


class Habits(msgspec.Struct, frozen=True, kw_only=True):
    """How it moves. `pace`: simulated seconds in one of ours; `drain_per_m`, `charge_per_s`: shares
    of the battery; `chargers`: nodes where standing charges it."""

    speed_mps: float = 0.7
    pace: float = 1.0
    drain_per_m: float = 0.0005
    charge_per_s: float = 0.01
    chargers: frozenset[str] = frozenset()


class Gliding:
    """Implements agv.vehicle.Vehicle. Call `turn` often."""

    def __init__(self, node: str, habits: Habits, charge: float = 1.0) -> None:
        self._habits, self._node, self._charge = habits, node, charge
        self._legs: tuple[Leg, ...] = ()
        self._under_way: Leg | None = None
        self._since_m = self._turned_s = 0.0
        self._passed: int | None = None
        self._paused = self._driving = self._blocked = False
        self._tasks: dict[str, tuple[Task, float, TaskState]] = {}
        self._now_s: float | None = None
        self._beat_s: float | None = None
        self._heard = False

    # -- what it is told --------------------------------------------------------------------------

    def follow(self, legs: tuple[Leg, ...]) -> None:
        ahead = tuple(leg for leg in legs if self._passed is None or leg.sequence > self._passed)
        self._legs = ahead or self._rest()

    def stop_at_next_node(self) -> None:
        self._legs = self._rest()

    def cancel(self) -> None:
        self._legs, self._under_way = (), None
        self._end(self._tasks)

    def pause(self) -> None:
        self._paused = True

    def resume(self) -> None:
        self._paused = False

    def start(self, task: Task) -> None:
        self._tasks.setdefault(task.task_id, (task, 0.0, TaskState.WAITING))

    def end(self, task_id: str) -> None:
        self._end([task_id])

    def place(self, node: str) -> None:
        self._node, self._since_m, self._under_way = node, 0.0, None

    def confirm(self) -> None: ...

    def beat(self) -> None:
        self._heard = True

    def stand_before(self, blocked: bool) -> None:
        """Something stands in its way, or no longer."""
        self._blocked = blocked

    # -- time -------------------------------------------------------------------------------------

    def turn(self, now_s: float) -> None:
        """Let time pass until now."""
        before_s, self._now_s = self._now_s, now_s
        if self._heard:
            self._heard, self._beat_s = False, now_s
        if before_s is None:
            return
        left_s = min(now_s - before_s, STEP_S_MAX) * self._habits.pace
        self._driving = False
        if self._work(left_s):
            return
        self._load(left_s)
        while left_s > 0 and (leg := self._next()) is not None and not self._paused:
            left_s = self._drive(leg, left_s)

    def _next(self) -> Leg | None:
        if self._blocked:
            return None
        silent = self._beat_s is not None and (self._now_s or 0.0) - self._beat_s > SILENT_S_MAX
        legs = self._rest() if silent else self._legs
        return legs[0] if legs else None

    def _drive(self, leg: Leg, left_s: float) -> float:
        """One leg as far as the time goes; what is left of it."""
        self._under_way, self._driving = leg, True
        turns_s = TURN_S.get(leg.turn, 0.0) - self._turned_s
        if turns_s > 0 and self._since_m == 0:
            spent = min(turns_s, left_s)
            self._turned_s += spent
            left_s -= spent
        speed = min(self._habits.speed_mps, leg.speed_mps_max or self._habits.speed_mps)
        way_m = min(leg.length_m - self._since_m, speed * left_s)
        self._since_m += way_m
        self._charge = max(0.0, self._charge - way_m * self._habits.drain_per_m)
        if self._since_m < leg.length_m - 1e-9:
            return 0.0
        self._node, self._passed = leg.node, leg.sequence
        self._since_m = self._turned_s = 0.0
        self._under_way = None
        self._legs = tuple(each for each in self._legs if each.sequence > leg.sequence)
        return left_s - way_m / speed

    def _work(self, left_s: float) -> bool:
        """Whether a task holds it: one after the other, standing."""
        for task_id, (task, spent_s, state) in self._tasks.items():
            if state in (TaskState.FINISHED, TaskState.FAILED):
                continue
            spent_s += left_s
            over = spent_s >= TASK_S[task.kind]
            self._tasks[task_id] = (
                task,
                spent_s,
                TaskState.FINISHED if over else TaskState.RUNNING,
            )
            return True
        return False

    def _load(self, left_s: float) -> None:
        if self._node in self._habits.chargers and self._since_m == 0 and not self._legs:
            self._charge = min(1.0, self._charge + left_s * self._habits.charge_per_s)

    def _rest(self) -> tuple[Leg, ...]:
        """The leg it is on, which it brings to its end: there is no stopping place before."""
        return (self._under_way,) if self._under_way is not None and self._since_m > 0 else ()

    def _end(self, task_ids: Iterable[str]) -> None:
        for task_id in list(task_ids):
            task, spent_s, state = self._tasks[task_id]
            if state in (TaskState.WAITING, TaskState.RUNNING):
                self._tasks[task_id] = (task, spent_s, TaskState.FAILED)

    def report(self) -> Report:
        return Report(
            at_s=self._now_s or 0.0,
            pose=Pose(x_m=self._since_m),
            passed=self._passed,
            last_node=self._node,
            since_node_m=self._since_m,
            speed_mps=self._habits.speed_mps if self._driving else 0.0,
            driving=self._driving,
            paused=self._paused,
            localized=bool(self._node),
            zone=Zone.STOP if self._blocked else Zone.CLEAR,
            charge=self._charge,
            complaints=_IN_THE_WAY if self._blocked else (),
            tasks=tuple(
                TaskReport(task_id=task_id, state=state)
                for task_id, (_, _, state) in self._tasks.items()
            ),
        )
