"""Other people's code is called through here: it never breaks a scan, and its time is measured.

What raises, answers nonsense or is far too slow is switched off until the site starts again; the
site's own rules go on without it.
"""

from collections.abc import Callable
from typing import TypeVar

import apsw
import msgspec
import structlog

T = TypeVar("T")
NS_PER_MS = 1_000_000
SLOW_MS = 5.0
"""A scan is answered in a few milliseconds; from here on a call is counted as slow and told."""
FAR_TOO_SLOW_MS = 250.0
"""Nobody waits that long for one decision twice."""
SLOW_CALLS_MAX = 100


class Standing(msgspec.Struct):
    """How a plug-in does. `off`: why it is not asked any more; empty while it is."""

    name: str
    version: str = ""
    gives: tuple[str, ...] = ()
    off: str = ""
    calls: int = 0
    slow: int = 0
    longest_ms: float = 0.0


class Nonsense(Exception):
    """An answer that is not what the hook promises."""


class Guard:
    """Calls one plug-in. `now_ns` counts up, from anywhere."""

    def __init__(self, standing: Standing, now_ns: Callable[[], int]) -> None:
        self.standing = standing
        self._now_ns = now_ns

    def call(self, what: str, work: Callable[[], T], otherwise: T, slow_ms: float = SLOW_MS) -> T:
        """What `work` answers; `otherwise` once the plug-in is off. Faults of the disk are ours and
        go through."""
        if self.standing.off:
            return otherwise
        start = self._now_ns()
        try:
            return work()
        except apsw.Error:
            raise
        except (Exception, SystemExit) as error:
            self._switch_off(what, f"{type(error).__name__}: {error}"[:200])
            return otherwise
        finally:
            self._measure(what, (self._now_ns() - start) / NS_PER_MS, slow_ms)

    def _measure(self, what: str, taken_ms: float, slow_ms: float) -> None:
        standing = self.standing
        standing.calls += 1
        standing.longest_ms = max(standing.longest_ms, round(taken_ms, 3))
        if taken_ms <= slow_ms:
            return
        standing.slow += 1
        structlog.get_logger("plugins").warning(
            "plugin_slow", plugin=standing.name, rule=what, taken_ms=round(taken_ms, 1)
        )
        if taken_ms > FAR_TOO_SLOW_MS and slow_ms <= FAR_TOO_SLOW_MS:
            self._switch_off(what, f"took {taken_ms:.0f} ms")
        elif standing.slow >= SLOW_CALLS_MAX:
            self._switch_off(what, f"was slow {standing.slow} times")

    def _switch_off(self, what: str, reason: str) -> None:
        if not self.standing.off:
            self.standing.off = f"{what}: {reason}"
            structlog.get_logger("plugins").error(
                "plugin_switched_off", plugin=self.standing.name, rule=what, reason=reason
            )
