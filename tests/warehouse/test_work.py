"""The next task: by priority, by what would be late, by the way to it."""

import pytest

from models.warehouse.work import URGENT_MS, Waiting, next_of

NOW = 10 * URGENT_MS


def task(number: int, **fields: int | None) -> Waiting:
    base: dict[str, int | None] = {"priority": 0, "deadline_ms": None, "sequence": 0, **fields}
    return Waiting(number, "pick", **base)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("tasks", "near", "passed", "expected"),
    [
        ([], None, (), None),
        ([task(1), task(2)], None, (), 1),
        ([task(1), task(2, priority=1)], None, (), 2),
        ([task(1, sequence=9), task(2, sequence=5)], 4, (), 2),
        ([task(1, sequence=9), task(2, sequence=5, priority=0), task(3, priority=2)], 4, (), 3),
        ([task(1), task(2, sequence=99, deadline_ms=NOW)], 0, (), 2),
        ([task(1), task(2, sequence=99, deadline_ms=NOW + 2 * URGENT_MS)], 0, (), 1),
        ([task(1, deadline_ms=NOW), task(2, deadline_ms=NOW - 1)], None, (), 2),
        ([task(1), task(2)], None, (1,), 2),
        ([task(1), task(2)], None, (2, 1), 2),
    ],
)
def test_what_comes_next(
    tasks: list[Waiting], near: int | None, passed: tuple[int, ...], expected: int | None
) -> None:
    found = next_of(tasks, near, NOW, passed)
    assert (found.id if found else None) == expected
