"""What the body does while standing: lift, lower, signal. One task after the other."""

from collections.abc import Iterable

import msgspec

from agv.config import Outputs
from agv.hardware.board import Lift, Reading
from agv.vehicle import Task, TaskKind, TaskReport, TaskState

SIGNAL_S = 1.0
TASKS_MAX = 20
ENDED = frozenset({TaskState.FINISHED, TaskState.FAILED})


class Tasks:
    """Carried on every turn of the loop; says what the lift and the buzzer do."""

    def __init__(self, outputs: Outputs) -> None:
        self._outputs = outputs
        self._tasks: dict[str, tuple[Task, TaskReport]] = {}
        self._running: tuple[Task, float] | None = None
        self.lift = Lift.STILL
        self.buzzer = False

    @property
    def open(self) -> bool:
        """Whether something waits or runs: the robot stands meanwhile."""
        return any(report.state not in ENDED for _, report in self._tasks.values())

    def reports(self) -> tuple[TaskReport, ...]:
        return tuple(report for _, report in self._tasks.values())

    def start(self, task: Task) -> None:
        """Once each: the same id again is the same task."""
        if task.task_id in self._tasks:
            return
        if len(self._tasks) >= TASKS_MAX:
            self.forget()
        report = TaskReport(task_id=task.task_id, state=TaskState.WAITING)
        self._tasks[task.task_id] = (task, report)

    def end(self, task_id: str) -> None:
        """A waiting task is dropped; a lift under way is brought to its end: a load would fall."""
        if task_id in self._tasks:
            task, report = self._tasks[task_id]
            lifting = report.state is TaskState.RUNNING and task.kind is not TaskKind.SIGNAL
            if report.state not in ENDED and not lifting:
                self._finish(task, TaskState.FAILED, "broken off")

    def end_all(self) -> None:
        """The route was cancelled."""
        for task_id in list(self._tasks):
            self.end(task_id)

    def forget(self) -> None:
        """A new route: ended tasks need no more reports."""
        ended = [key for key, (_, report) in self._tasks.items() if report.state in ENDED]
        for key in ended:
            del self._tasks[key]

    def step(self, reading: Reading, *, standing: bool) -> None:
        """Carry on with the one under way, or begin the next."""
        self.lift, self.buzzer = Lift.STILL, False
        if self._running is None:
            waiting = _first_waiting(self._tasks.values())
            if waiting is None or not standing:
                return
            self._running = (waiting, reading.at_s)
            self._note(waiting, TaskState.RUNNING, "")
        task, since_s = self._running
        if not standing:
            return
        self._work(task, reading, reading.at_s - since_s)

    def _work(self, task: Task, reading: Reading, for_s: float) -> None:
        if task.kind is TaskKind.SIGNAL:
            self.buzzer = for_s < SIGNAL_S
            if not self.buzzer:
                self._finish(task, TaskState.FINISHED, "")
            return
        up = task.kind is TaskKind.RAISE
        if (self._outputs.lift_up if up else self._outputs.lift_back) is None:
            self._finish(task, TaskState.FAILED, "no lift is fitted")
        elif reading.lift_top if up else reading.lift_down:
            self._finish(task, TaskState.FINISHED, "")
        elif for_s > self._outputs.lift_s_max:
            self._finish(task, TaskState.FAILED, "the end switch was not reached in time")
        else:
            self.lift = Lift.UP if up else Lift.DOWN

    def _finish(self, task: Task, state: TaskState, said: str) -> None:
        self._note(task, state, said)
        if self._running is not None and self._running[0] == task:
            self._running = None

    def _note(self, task: Task, state: TaskState, said: str) -> None:
        report = msgspec.structs.replace(self._tasks[task.task_id][1], state=state, said=said)
        self._tasks[task.task_id] = (task, report)


def _first_waiting(tasks: Iterable[tuple[Task, TaskReport]]) -> Task | None:
    return next((task for task, report in tasks if report.state is TaskState.WAITING), None)
