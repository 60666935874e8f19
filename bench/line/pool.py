"""Seeds spread over two processes; more would only fight for the machine."""

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import TypeVar

PROCESSES = 2
Given = TypeVar("Given")
Made = TypeVar("Made")


def over(work: Callable[[Given], Made], given: Sequence[Given]) -> list[Made]:
    """The work on each, in order."""
    with ProcessPoolExecutor(PROCESSES) as pool:
        return list(pool.map(work, given))
