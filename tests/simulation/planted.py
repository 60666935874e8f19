"""A deliberate bug: the patches that put it in, and the budget within which it must be found."""

import contextlib
from collections.abc import Callable, Iterator
from unittest import mock

import msgspec

from tests.simulation.faults import Fault

Patches = Callable[[contextlib.ExitStack], None]


class Bug(msgspec.Struct, frozen=True):
    """What is wrong, how it is switched on, and within how many seeds it has to show.

    faults: only these, where the bug shows under few others.
    """

    what: str
    patch: Patches
    seeds: int = 60
    sqlite: bool = False
    faults: frozenset[Fault] | None = None

    @contextlib.contextmanager
    def planted(self) -> Iterator[None]:
        """The code with the bug in it."""
        with contextlib.ExitStack() as stack:
            self.patch(stack)
            yield


def replace(stack: contextlib.ExitStack, target: object, name: str, by: object) -> None:
    stack.enter_context(mock.patch.object(target, name, by))
