"""When to try again: full jitter, a cap, and a budget, so that 200 edges do not return as one."""

from collections.abc import Callable

import msgspec


class RetryRule(msgspec.Struct, frozen=True):
    """Delay after the n-th failure in a row lies between floor_ms and min(cap_ms, base_ms * 2^n).

    The budget is `burst` tries and one more every refill_ms: a link that comes up and dies at once
    may not fill an uplink with handshakes. steady_ms: a connection this old forgives old failures.
    """

    floor_ms: int = 100
    base_ms: int = 500
    cap_ms: int = 15_000
    burst: int = 30
    refill_ms: int = 10_000
    steady_ms: int = 60_000


class Retry:
    """Counts failures of one peer. Chance is handed in."""

    def __init__(self, random_bytes: Callable[[int], bytes], rule: RetryRule | None = None) -> None:
        self._random_bytes = random_bytes
        self._rule = rule or RetryRule()
        self._failures = 0
        self._tokens = float(self._rule.burst)
        self._filled_ms: int | None = None
        self._connected_ms: int | None = None

    def connected(self, now_ms: int) -> None:
        """The peer welcomed us."""
        self._connected_ms = now_ms

    def delay_ms(self, now_ms: int) -> int:
        """The connection ended or did not come about: how long to wait."""
        rule = self._rule
        since, self._connected_ms = self._connected_ms, None
        if since is not None and now_ms - since >= rule.steady_ms:
            self._failures = 0
        reach = min(rule.cap_ms, rule.base_ms << min(self._failures, 30))
        self._failures += 1
        delay = rule.floor_ms + self._chance(max(1, reach - rule.floor_ms))
        return max(delay, self._spend(now_ms))

    def _spend(self, now_ms: int) -> int:
        """Take one try from the budget; how long until there is one."""
        rule = self._rule
        passed = 0 if self._filled_ms is None else max(0, now_ms - self._filled_ms)
        self._filled_ms = now_ms
        self._tokens = min(float(rule.burst), self._tokens + passed / rule.refill_ms) - 1
        return 0 if self._tokens >= 0 else round(-self._tokens * rule.refill_ms)

    def _chance(self, below: int) -> int:
        return int.from_bytes(self._random_bytes(8), "big") % below
