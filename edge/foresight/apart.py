"""Models run in a process apart: whatever one does there, the site's program goes on.

The process has a limit of memory, of processor time and of time, no files to write and the lowest
priority; scans never wait for a forecast. It costs a start of the interpreter a night.
"""

import signal
import subprocess
import sys
from collections.abc import Sequence

import msgspec

from edge.foresight.packing import WRONG_SHAPE, Answered, forecast_of, pack_asked
from models.demand.forecast import Forecast
from models.demand.history import DemandHistory
from models.demand.manifest import ModelRefused

CRASHED, HUNG, OUT_OF_MEMORY = "crashed", "hung", "out_of_memory"
CHILD = ("-m", "edge.foresight.child")
DETAIL_CHARACTERS_MAX = 200
_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


class Limits(msgspec.Struct, frozen=True):
    """A model of 0.6 million weights needs a second and less than 600 MiB of addresses; the rest is
    for large sites, small boards and busy hours."""

    memory_bytes: int = 1 << 30
    cpu_s: int = 120
    wall_s: float = 600.0


class Apart:
    """Where models run. `child`: words after the interpreter's name."""

    def __init__(self, limits: Limits, child: Sequence[str] = CHILD) -> None:
        self._limits, self._child = limits, tuple(child)

    def forecast(self, runtime: str, model: bytes, history: DemandHistory) -> Forecast:
        """Blocks its thread. ModelRefused where no forecast comes of it."""
        answered = self._ask(pack_asked(runtime, model, history))
        if answered.error:
            raise ModelRefused(answered.error, answered.detail[:DETAIL_CHARACTERS_MAX])
        try:
            return forecast_of(answered, history.items)
        except ValueError as error:
            raise ModelRefused(WRONG_SHAPE, str(error)) from error

    def _ask(self, asked: bytes) -> Answered:
        limits = self._limits
        words = [sys.executable, *self._child, str(limits.memory_bytes), str(limits.cpu_s)]
        try:
            done = subprocess.run(
                words,
                input=asked,
                capture_output=True,
                timeout=limits.wall_s,
                env={"PYTHONPATH": ":".join(filter(None, sys.path)), **_ONE_THREAD},
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise ModelRefused(HUNG, f"no answer within {limits.wall_s:g} s") from None
        if done.returncode != 0:
            raise _ended_badly(done.returncode, done.stderr)
        try:
            return msgspec.msgpack.decode(done.stdout, type=Answered)
        except msgspec.MsgspecError:
            raise ModelRefused(CRASHED, "it ended without an answer") from None


def _ended_badly(code: int, said: bytes) -> ModelRefused:
    if code == -signal.SIGXCPU or code == -signal.SIGKILL:
        return ModelRefused(HUNG, "it used up its time")
    if code < 0:
        return ModelRefused(CRASHED, signal.Signals(-code).name)
    last = said.decode(errors="replace").strip().rpartition("\n")[2]
    if "MemoryError" in last or "bad_alloc" in last:
        return ModelRefused(OUT_OF_MEMORY, last[:DETAIL_CHARACTERS_MAX])
    return ModelRefused(CRASHED, last[:DETAIL_CHARACTERS_MAX])
