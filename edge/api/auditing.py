"""Keeping who did what: beside a change in its transaction, alone, or gathered where a request is
refused, which must not wait for the disk."""

from edge.api.accounts import Caller
from edge.store.audit import Act, Who
from node.trail import Gathered


def who_is(caller: Caller) -> Who:
    """The caller as the trail keeps them."""
    return Who(caller.person_id, caller.device_id, caller.key_id)


class Refusals(Gathered[Act]):
    """What somebody known tried and may not."""

    def tell(self, caller: Caller, what: str) -> None:
        """A refused request or command."""
        self.add(Act("refused", who_is(caller), what))
