"""Which scopes a node may write to, as hubs agree on it without asking one another.

A scope's count goes up each time it is given or taken: odd means given. Of two counts the higher
one is the later word, so an old roster on a slow line, or a hub put back from a backup, takes
nothing back that others have decided since. (A causal-length set: Yu and Rostad, 2020.)
"""

from collections.abc import Iterable, Mapping

Counts = tuple[tuple[str, int], ...]
"""(scope, how often it was given or taken), sorted; what was given once goes without saying."""


def counted(scopes: Iterable[str], counts: Counts) -> dict[str, int]:
    """All counts by scope."""
    return {**dict.fromkeys(scopes, 1), **dict(counts)}


def decided(before: Mapping[str, int], scopes: Iterable[str]) -> Counts:
    """Counts after somebody said that it is to be these scopes and no others."""
    wanted = set(scopes)
    held = {scope: before.get(scope, 0) for scope in wanted | before.keys()}
    return noted({scope: n + (n % 2 != (scope in wanted)) for scope, n in held.items()})


def agreed(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    """Counts of two hubs that have heard each other."""
    return {
        scope: max(one.get(scope, 0), other.get(scope, 0)) for scope in one.keys() | other.keys()
    }


def given(counts: Mapping[str, int]) -> tuple[str, ...]:
    """The scopes that may be written to."""
    return tuple(sorted(scope for scope, count in counts.items() if count % 2))


def noted(counts: Mapping[str, int]) -> Counts:
    """Counts as they are kept and sent."""
    return tuple(sorted((scope, count) for scope, count in counts.items() if count != 1))
