"""Robots and programs ask the same queue."""

from typing import Any

import pytest

from edge.store.reads.demands import DEMANDS
from edge.store.reads.working import ANYWHERE, IN_ZONE
from models.warehouse import ids
from models.warehouse.commands import Command
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


def test_kits_are_offered_to_whoever_names_them(queued: TestSite) -> None:
    queued.add_item("SET")
    queued.do("set_kit_part", kit="SET", item="TEA", quantity=1)
    queued.stock("TEA", "A-01-01-1", 4)
    queued.do("make_kit_order", order="K1", item="SET", quantity=2)
    assert queued.do("release_kit_order", order="K1").done
    kinds = set()
    while (reply := queued.send(queued.command("next_work"), 0).reply()).data:
        kinds.add(_task(reply)["kind"])
    kit = queued.send(queued.command("next_work", kinds=["kit"]), 0).reply()
    assert "kit" not in kinds
    assert (_task(kit)["item"], _task(kit)["left"], _task(kit)["from_location"]) == (
        "SET", 2, "PACK-1",
    )  # fmt: skip


@pytest.mark.parametrize("statement", [ANYWHERE, IN_ZONE])
def test_the_queue_is_read_in_its_own_sequence(queued: TestSite, statement: str) -> None:
    values = {"kind": "pick", "zone": "A", "person": 1, "now": 0, "demand": None}
    plan: list[tuple[Any, ...]] = queued.store.connection.execute(
        f"EXPLAIN QUERY PLAN {statement}", values
    ).fetchall()
    assert not any("TEMP B-TREE" in row[3] or "SCAN" in row[3] for row in plan), plan


def _done(site: TestSite, task: dict[str, Any]) -> Command:
    return site.command(
        "confirm_pick", task_id=task["id"], location=task["from_location"], item=task["item"],
        lot=task["lot"], quantity=task["left"],
    )  # fmt: skip


COLD, HAZARD = {"skill": "cold"}, {"skill": "dangerous"}


@pytest.fixture
def skilled(site: TestSite) -> TestSite:
    """TEA lies in the cold; MUG is dangerous and lies in the cold too, in zone F; MILK is easy."""
    for location, fields in (("A-01-01-1", COLD), ("A-02-02-1", {**COLD, "zone": "F"})):
        site.do("edit_location", location=location, fields=fields)
    site.do("edit_item", item="MUG", fields=HAZARD)
    site.stock("TEA", "A-01-01-1", 9)
    site.stock("MUG", "A-02-02-1", 9)
    site.stock("DRILL", "A-02-01-1", 1, lot="S1")
    site.order("O1", ("TEA", 1), ("MUG", 1), ("DRILL", 1))
    site.release("O1")
    return site


@pytest.mark.parametrize(
    ("skills", "items"),
    [
        ([], ["DRILL"]),
        (["cold"], ["TEA", "DRILL"]),
        (["dangerous"], ["DRILL"]),
        (["cold", "dangerous", "forklift"], ["TEA", "MUG", "DRILL"]),
    ],
)
@pytest.mark.parametrize("who", ["person", "robot"])
def test_a_task_goes_to_those_who_can_do_it(
    skilled: TestSite, skills: list[str], items: list[str], who: str
) -> None:
    site, person = skilled, 0
    asked: dict[str, Any] = {"skills": skills}
    if who == "person":
        shown = site.add_person("Li Wei", badge="B-7")
        assert site.do("edit_person", person="B-7", fields={"skills": skills}).done
        person, asked = ids.read(shown), {}
    offered = []
    while (reply := site.send(site.command("next_work", **asked), person).reply()).data:
        task = _task(reply)
        offered.append(task["item"])
        assert site.send(_done(site, task), person).reply().done
    assert sorted(offered) == sorted(items)


@pytest.mark.parametrize(
    ("fields", "items"),
    [
        ({"zones": ["F"]}, ["MUG", "TEA", "DRILL"]),
        ({"zones": ["F"], "zones_only": True}, ["MUG"]),
        ({"zones": ["A"], "zones_only": True}, ["TEA", "DRILL"]),
        ({"zones": [], "zones_only": True}, ["TEA", "MUG", "DRILL"]),
        ({"zones": ["Z"]}, ["TEA", "MUG", "DRILL"]),
    ],
)
def test_own_zones_come_first_or_are_all_there_is(
    skilled: TestSite, fields: dict[str, Any], items: list[str]
) -> None:
    site = skilled
    shown = site.add_person("Li Wei")
    able = {"skills": ["cold", "dangerous"]}
    site.do("edit_person", person=shown, fields={**fields, **able})
    offered = []
    for _ in items:
        task = _task(site.send(site.command("next_work"), ids.read(shown)).reply())
        offered.append(task["item"])
        assert site.send(_done(site, task), ids.read(shown)).reply().done
    assert offered == items
    last = site.send(site.command("next_work"), ids.read(shown)).reply()
    assert (last.outcome is Outcome.NO_WORK) == (len(items) == 3 or "zones_only" in fields)


@pytest.mark.parametrize(
    ("person", "fields", "outcome"),
    [
        ("nobody", {"skills": []}, Outcome.UNKNOWN_CODE),
        ("B-7", {}, Outcome.STALE_STEP),
        ("B-7", {"skills": ["cold", "cold"]}, Outcome.LINE_DONE),
    ],
)
def test_skills_are_edited_of_people_there_are(
    site: TestSite, person: str, fields: dict[str, Any], outcome: Outcome
) -> None:
    shown = site.add_person("Li Wei", badge="B-7")
    assert site.do("edit_person", person=person, fields=fields).outcome is outcome
    worker = site.reader.worker(ids.read(shown))
    assert worker.skills == set(fields.get("skills", ())) & {"cold"}


def test_the_list_of_demands_is_read_along_the_index(skilled: TestSite) -> None:
    plan: list[tuple[Any, ...]] = skilled.store.connection.execute(
        f"EXPLAIN QUERY PLAN {DEMANDS}", {"kind": "pick"}
    ).fetchall()
    assert not any(row[3].startswith("SCAN task") for row in plan), plan
