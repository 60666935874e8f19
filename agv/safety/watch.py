"""Watches over time: the loop itself, the edge's heartbeat, contacts that went still."""

from collections.abc import Callable

from agv.config import Heartbeat


class LoopWatch:
    """Cuts the motors when the loop is silent. Checked by a second thread; behind it stand the
    toggled enable line and systemd, which need no code of ours to run."""

    def __init__(self, silent_s_max: float, cut: Callable[[], None]) -> None:
        self._silent_s_max, self._cut = silent_s_max, cut
        self._last_s: float | None = None
        self.tripped = False

    def beat(self, now_s: float) -> None:
        """The loop has come round."""
        self._last_s = now_s

    def check(self, now_s: float) -> bool:
        """Cut once when too late; true if it did so now."""
        late = self._last_s is not None and now_s - self._last_s > self._silent_s_max
        if late and not self.tripped:
            self.tripped = True
            self._cut()
            return True
        return False

    def rearm(self) -> None:
        """A person confirmed."""
        self.tripped = False


class HeartbeatWatch:
    """The edge says five times a second that it is there. Silence means slow, then stop."""

    def __init__(self, settings: Heartbeat) -> None:
        self._settings = settings
        self._last_s: float | None = None

    def beat(self, now_s: float) -> None:
        """One came and was checked."""
        self._last_s = now_s

    def late(self, now_s: float) -> bool:
        """Drive slowly."""
        return self._silent_s(now_s) > self._settings.slow_s

    def lost(self, now_s: float) -> bool:
        """Stop at the next node."""
        return self._silent_s(now_s) > self._settings.stop_s

    def _silent_s(self, now_s: float) -> float:
        if not self._settings.expected:
            return 0.0
        return float("inf") if self._last_s is None else now_s - self._last_s
