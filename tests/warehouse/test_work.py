"""The next task: by priority, by what would be late, by the way to it."""

import pytest

from models.warehouse.work import URGENT_MS, Waiting, demand_of, meets, next_of

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


@pytest.mark.parametrize(
    ("zones", "expected"), [((), 2), (("F",), 1), (("G",), 2), (("F", "G"), 2)]
)
def test_own_zones_come_before_the_shorter_way(zones: tuple[str, ...], expected: int) -> None:
    far = Waiting(1, "pick", 0, None, 50, "F")
    close = Waiting(2, "pick", 0, None, 5, "G")
    found = next_of([far, close], 4, NOW, (), zones)
    assert found is not None
    assert found.id == expected
    urgent = Waiting(3, "pick", 1, None, 90, "H")
    assert next_of([far, close, urgent], 4, NOW, (), zones) == urgent


@pytest.mark.parametrize(
    ("asked", "demand"),
    [
        ((None, None), None),
        (("cold", None), "cold"),
        (("forklift", "cold"), "cold+forklift"),
        (("cold", "cold"), "cold"),
    ],
)
def test_a_task_demands_what_item_and_places_ask_for(
    asked: tuple[str | None, ...], demand: str | None
) -> None:
    assert demand_of(asked) == demand


@pytest.mark.parametrize(
    ("skills", "demand", "may"),
    [
        ((), None, True),
        ((), "cold", False),
        (("cold",), "cold", True),
        (("cold",), "cold+forklift", False),
        (("forklift", "cold", "crane"), "cold+forklift", True),
    ],
)
def test_who_may_do_it(skills: tuple[str, ...], demand: str | None, may: bool) -> None:
    assert meets(frozenset(skills), demand) is may
