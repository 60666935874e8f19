"""The sequence of a planned walk is taken over whole, or not at all."""

from pathlib import Path
from typing import Any

import pytest

from edge.floor.claiming import next_orders
from edge.store import trips
from edge.store.recorder import Actor
from edge.store.trips import trip_of_order, trip_of_person
from models.picking.batching.orders import Cart
from tests.edge.site import TestSite


@pytest.fixture
def site(tmp_path: Path) -> TestSite:
    site = TestSite(tmp_path)
    for item, location in (("TEA", "A-01-01-1"), ("CUP", "A-01-04-1"), ("POT", "A-02-02-1")):
        site.add_item(item)
        site.stock(item, location, 50)
    site.order("O-1", ("TEA", 1), ("CUP", 2), ("POT", 3))
    site.order("O-2", ("CUP", 1), ("TEA", 1))
    site.release("O-1", "O-2")
    return site


def turns(tasks: list[dict[str, Any]]) -> list[dict[str, str]]:
    return [{"task_id": task["task_id"], "location": task["location"]} for task in tasks]


def dn_id(site: TestSite, number: str) -> int:
    dn = site.reader.dn(number)
    assert dn is not None
    return dn.id


def test_picks_are_done_in_the_sequence_given(site: TestSite) -> None:
    wanted = turns(site.tasks("O-1"))[::-1]

    reply = site.do("sequence_picks", picks=wanted)

    assert (reply.outcome.value, reply.say.key) == ("accepted", "walk.sequenced")
    assert turns(site.tasks("O-1")) == wanted
    assert site.check().ok


@pytest.mark.parametrize("what", ["done", "elsewhere", "other_hands", "unknown"])
def test_what_moved_on_meanwhile_refuses_the_whole_walk(site: TestSite, what: str) -> None:
    tasks = site.tasks("O-1")
    planned = turns(tasks)[::-1]
    match what:
        case "done":
            assert site.do("confirm_pick", **tasks[0]).done
        case "elsewhere":
            planned[0]["location"] = "A-01-02-1"
        case "other_hands":
            assert site.do("next_work", kinds=["pick"]).done
        case _:
            planned[0]["task_id"] = "0000000000001"
    before = [task["location"] for task in site.tasks("O-1")]

    reply = site.do("sequence_picks", picks=planned)

    assert reply.outcome.value == {"unknown": "gone"}.get(what, "stale_step")
    assert [task["location"] for task in site.tasks("O-1")] == before


def test_an_order_that_nobody_began_is_a_walk_of_its_own(site: TestSite) -> None:
    connection, now_ms = site.store.connection, site.clock()

    trip = trip_of_order(connection, dn_id(site, "O-1"), now_ms)

    assert trip is not None
    assert [place.name for place in trip.places] == ["A-01-01-1", "A-01-04-1", "A-02-02-1"]
    assert (trip.places[1].x, trip.places[1].y) == (0, 4_000)
    assert (trip.depot.x, trip.depot.y) == (4_000, -5_000)
    assert trip_of_person(connection, 1, now_ms) is None


def test_what_one_person_holds_of_two_orders_is_one_walk(site: TestSite) -> None:
    until_ms = site.clock() + 1
    site.store.connection.execute(
        "INSERT INTO lease SELECT id, 1, 1, ? FROM task WHERE kind='pick'", (until_ms,)
    )

    trip = trip_of_person(site.store.connection, 1, site.clock())

    assert trip is not None
    assert len(trip.tasks) == 5
    assert trip_of_order(site.store.connection, dn_id(site, "O-1"), site.clock()) is None


def test_walks_are_found_without_going_through_a_big_table(site: TestSite) -> None:
    statements: dict[str, tuple[int, ...] | dict[str, int]] = {
        trips.STORAGE: (site.site.warehouse_id,),
        trips.UNBEGUN: (),
        trips.OF_ORDER: {"id": 1, "now_ms": 1},
        trips.OF_PERSON: {"id": 1, "now_ms": 1},
    }
    steps = [
        str(row[3])
        for statement, bound in statements.items()
        for row in site.store.connection.execute(f"EXPLAIN QUERY PLAN {statement}", bound)
    ]

    assert len(steps) > len(statements)
    assert [step for step in steps if step.startswith("SCAN") and "USING INDEX" not in step] == []


def test_a_cart_takes_along_what_lies_on_the_walk_of_the_most_urgent_order(site: TestSite) -> None:
    site.order("O-3", ("POT", 1))
    site.release("O-3")
    connection = site.store.connection
    now = site.recorder.now(Actor(1, 1))
    before = next_orders(site.reader, now, Cart(2), 99)

    trips.keep_mates(connection, [[dn_id(site, "O-1"), dn_id(site, "O-3")], [dn_id(site, "O-2")]])

    of_two = next_orders(site.reader, now, Cart(2), 99)
    assert site.reader.orders_of(before) == ["O-1", "O-2"]
    assert site.reader.orders_of(of_two) == ["O-1", "O-3"]
    assert site.reader.orders_of(next_orders(site.reader, now, Cart(1), 99)) == ["O-1"]
