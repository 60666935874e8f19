"""When a session has to do something without being asked: seal, ping, compare, give up."""

from sync.core.limits import Limits


class Pulse:
    """Times of one exchange, monotonic milliseconds. Says what is due; the exchange does it."""

    def __init__(self, limits: Limits, now_ms: int, *, hub: bool) -> None:
        self._limits = limits
        self._fresh_records = 0
        self._loaded_ms = self._heard_ms = self._moved_ms = now_ms
        self._pinged_ms = self._compared_ms = self._members_ms = now_ms
        self._hub = hub

    def heard(self, now_ms: int) -> None:
        """The peer lives."""
        self._heard_ms = now_ms

    def moved(self, now_ms: int) -> None:
        """Something was sent, or the peer has dealt with something."""
        self._moved_ms = now_ms

    def loaded(self, now_ms: int) -> None:
        """The state here was read."""
        self._loaded_ms = now_ms

    def fresh(self, records: int, now_ms: int) -> bool:
        """More is durable here. Whether to look now: at once when idle, bundled under load."""
        self._fresh_records += records
        idle = now_ms - self._loaded_ms >= self._limits.seal_ms
        return idle or self._fresh_records >= self._limits.seal_records

    def looking(self) -> None:
        """All that was fresh will be seen by the next load."""
        self._fresh_records = 0

    @property
    def has_fresh(self) -> bool:
        """Whether something durable has not been looked at yet."""
        return self._fresh_records > 0

    def verdict(self, now_ms: int, *, in_flight: bool) -> str:
        """Why the connection has to end, if it has to."""
        if now_ms - self._heard_ms >= self._limits.silent_ms:
            return "silent"
        if in_flight and now_ms - self._moved_ms >= self._limits.stall_ms:
            return "stalled"
        return ""

    def look_due(self, now_ms: int, *, unsealed: bool) -> bool:
        """Whether to seal and read."""
        due = self._fresh_records > 0 or unsealed
        return due and now_ms - self._loaded_ms >= self._limits.seal_ms

    def ping_due(self, now_ms: int) -> bool:
        """Whether to ask for a sign of life."""
        if now_ms - self._pinged_ms < self._limits.ping_ms:
            return False
        self._pinged_ms = now_ms
        return True

    def compare_due(self, now_ms: int) -> bool:
        """Whether to compare digests."""
        if now_ms - self._compared_ms < self._limits.digest_ms:
            return False
        self._compared_ms = now_ms
        return True

    def members_due(self, now_ms: int) -> bool:
        """Whether a hub looks for changed members."""
        if not self._hub or now_ms - self._members_ms < self._limits.roster_ms:
            return False
        self._members_ms = now_ms
        return True

    def wake_ms(self, *, in_flight: bool, unsealed: bool, idle: bool) -> int:
        """When something becomes due."""
        limits = self._limits
        due = [self._pinged_ms + limits.ping_ms, self._heard_ms + limits.silent_ms]
        if in_flight:
            due.append(self._moved_ms + limits.stall_ms)
        if self._fresh_records or unsealed:
            due.append(self._loaded_ms + limits.seal_ms)
        if idle:
            due.append(self._compared_ms + limits.digest_ms)
        if self._hub:
            due.append(self._members_ms + limits.roster_ms)
        return min(due)
