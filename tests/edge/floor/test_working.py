"""Robots and programs ask the same queue."""

from typing import Any

import pytest

from edge.store.reads.working import ANYWHERE, IN_ZONE
from models.warehouse.replies import Outcome, Reply
from tests.edge.site import TestSite


@pytest.fixture
def queued(site: TestSite) -> TestSite:
    site.stock("TEA", "A-01-01-1", 10)
    site.stock("MUG", "A-02-02-1", 10)
    site.order("O1", ("TEA", 1), ("MUG", 1))
    site.release("O1")
    return site


def _task(reply: Reply) -> dict[str, Any]:
    task: Any = reply.data["task"]
    return dict(task)


def test_two_robots_never_get_one_task(queued: TestSite) -> None:
    site = queued
    ask = site.command("next_work", near="A-02-02-1")
    first, second = (
        site.send(command, person=0).reply() for command in (ask, site.command("next_work"))
    )
    assert [_task(each)["item"] for each in (first, second)] == ["MUG", "TEA"]
    none = site.send(site.command("next_work"), person=0).reply()
    assert (none.outcome, none.say.key) == (Outcome.NO_WORK, "work.nothing_waits")
    again = site.send(ask, person=0).reply()
    assert _task(again) == _task(first)
    task = _task(first)
    pick = site.command(
        "confirm_pick", task_id=task["id"], location=task["from_location"], item=task["item"],
        quantity=task["left"],
    )  # fmt: skip
    assert site.send(pick, person=0).reply().done


@pytest.mark.parametrize(
    ("asked", "outcome"),
    [
        ({"zone": "A"}, Outcome.ACCEPTED),
        ({"zone": "Z"}, Outcome.NO_WORK),
        ({"kinds": ["putaway"]}, Outcome.NO_WORK),
        ({"kinds": ["putaway", "pick"]}, Outcome.ACCEPTED),
    ],
)
def test_skills_and_zones(queued: TestSite, asked: dict[str, Any], outcome: Outcome) -> None:
    assert queued.do("next_work", **asked).outcome is outcome


@pytest.mark.parametrize("statement", [ANYWHERE, IN_ZONE])
def test_the_queue_is_read_in_its_own_sequence(queued: TestSite, statement: str) -> None:
    values = {"kind": "pick", "zone": "A", "person": 1, "now": 0}
    plan: list[tuple[Any, ...]] = queued.store.connection.execute(
        f"EXPLAIN QUERY PLAN {statement}", {name: values[name] for name in values}
    ).fetchall()
    assert not any("TEMP B-TREE" in row[3] or "SCAN" in row[3] for row in plan), plan
