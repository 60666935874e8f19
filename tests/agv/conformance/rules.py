"""Each rule of the specification stands at the test that holds us to it."""

from collections.abc import Callable
from typing import NamedTuple, TypeVar

Test = TypeVar("Test", bound=Callable[..., object])


class Rule(NamedTuple):
    """A rule in our own words, and its section in either text; a dash where one has none."""

    said: str
    new: str
    old: str
    test: str


RULES: list[Rule] = []


def rule(said: str, *, new: str, old: str = "–") -> Callable[[Test], Test]:
    """This test holds a rule; the table is made of these."""

    def register(test: Test) -> Test:
        RULES.append(Rule(said, new, old, f"{test.__module__.rpartition('.')[2]}.{test.__name__}"))
        return test

    return register
