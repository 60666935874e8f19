"""When a state is sent: on each of the standard's events, several at once as one, not too often,
and at least every 30 s (section 6.6)."""

from msgspec.structs import replace

from agv.protocol.state import State

STATE_INTERVAL_MS_MAX = 30_000


class Reporter:
    """Compares each state with the last one sent."""

    def __init__(self, interval_ms_min: int, interval_ms_max: int = STATE_INTERVAL_MS_MAX) -> None:
        self._least_ms, self._most_ms = interval_ms_min, interval_ms_max
        self._sent: State | None = None
        self._sent_ms: int | None = None
        self._demanded = False

    def demand(self) -> None:
        """A state is due though nothing changed: an order came, or somebody asked."""
        self._demanded = True

    def due(self, state: State, now_ms: int) -> bool:
        """Whether the state is to be sent now."""
        if self._sent is None or self._sent_ms is None:
            return True
        passed_ms = now_ms - self._sent_ms
        if passed_ms >= self._most_ms:
            return True
        changed = self._demanded or telling(state) != telling(self._sent)
        return changed and passed_ms >= self._least_ms

    def sent(self, state: State, now_ms: int) -> None:
        """It went out."""
        self._sent, self._sent_ms, self._demanded = state, now_ms, False


def telling(state: State) -> State:
    """The state without what changes all the time: place, speed, distance, charge, remarks."""
    return replace(
        state,
        mobile_robot_position=None,
        velocity=None,
        distance_since_last_node=None,
        information=None,
        power_supply=replace(
            state.power_supply,
            state_of_charge=0.0,
            battery_voltage=None,
            battery_current=None,
            battery_health=None,
            range=None,
        ),
    )
