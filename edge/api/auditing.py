"""Keeping who did what: beside a change in its transaction, alone, or gathered where a request is
refused, which must not wait for the disk."""

from collections.abc import Callable

from edge.api.accounts import Caller
from edge.store.audit import Act, Who

GATHERED_MAX = 1_000
QUIET_MS = 60_000


def who_is(caller: Caller) -> Who:
    """The caller as the trail keeps them."""
    return Who(caller.person_id, caller.device_id, caller.key_id)


class Refusals:
    """What somebody known tried and may not: the first of a kind in a minute is kept, so that a
    program gone wild does not fill the disk."""

    def __init__(self, wall_ms: Callable[[], int]) -> None:
        self._wall_ms = wall_ms
        self._waiting: list[tuple[Act, int]] = []
        self._told: dict[Act, int] = {}

    def tell(self, caller: Caller, what: str) -> None:
        """A refused request or command."""
        now, act = self._wall_ms(), Act("refused", who_is(caller), what)
        if self._told.get(act, -QUIET_MS) + QUIET_MS > now or len(self._waiting) >= GATHERED_MAX:
            return
        if len(self._told) >= GATHERED_MAX:
            self._told.clear()
        self._told[act] = now
        self._waiting.append((act, now))

    def take(self) -> list[tuple[Act, int]]:
        """What waits to be kept, with its time."""
        taken, self._waiting = self._waiting, []
        return taken
