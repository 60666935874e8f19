"""Locations are counted without anybody asking: after picks, after days, and where it is likely
that the record is wrong."""

from collections.abc import Callable

import apsw
import pytest

from edge.counting import REQUESTS_MAX, Counting
from models.warehouse.ids import show
from tests.edge.serving import Clock, Served

DAY_S = 86_400
TEA, CUP = "A-01-01-1", "A-01-02-1"


@pytest.fixture
def served(serve: Callable[..., Served]) -> Served:
    served = serve()
    assert served.import_csv("items", "code\nTEA\nCUP\n").status_code < 300
    for item, location in (("TEA", TEA), ("CUP", CUP)):
        put(served, item, location)
    return served


def put(served: Served, item: str, location: str) -> None:
    served.command(
        "adjust", f"stock-{item}-{location}", item=item, location=location, quantity=50,
        reason="found",
    )  # fmt: skip


def counting(served: Served) -> Counting:
    numbers = iter(range(1_000))
    return Counting(served.edge.services, lambda: f"counting-{next(numbers):04}")


def look(served: Served, each: Counting) -> None:
    with served.client.portal() as portal:
        assert not portal.call(each.look)


def asked(served: Served) -> list[tuple[str, str]]:
    """Open counts: location and reason."""

    def read(connection: apsw.Connection) -> list[tuple[str, str]]:
        rows = connection.execute(
            'SELECT l.code, c.reason FROM "count" c JOIN location l ON l.id=c.location_id'
            " WHERE c.state='requested' ORDER BY l.code"
        )
        return [(str(code), str(reason)) for code, reason in rows]

    with served.client.portal() as portal:
        return portal.call(served.edge.services.readers.run, read)


def pick(served: Served, number: str, item: str, location: str) -> None:
    lines = [{"item": item, "quantity": 1}]
    served.command("take_order", f"take-{number}", order=number, customer="C", lines=lines)
    served.command("release_orders", f"free-{number}", orders=[number])
    served.command(
        "confirm_pick", f"pick-{number}", task_id=task_of(served, number), location=location,
        item=item, quantity=1,
    )  # fmt: skip


def task_of(served: Served, number: str) -> str:
    def read(connection: apsw.Connection) -> int:
        ((task_id,),) = connection.execute(
            "SELECT t.id FROM task t JOIN dn d ON d.id=t.document_id WHERE d.number=?", (number,)
        )
        return int(str(task_id))

    with served.client.portal() as portal:
        return show(portal.call(served.edge.services.readers.run, read))


def count(served: Served, location: str, item: str, quantity: int) -> None:
    lines = [{"item": item, "quantity": quantity}]
    served.command("count_location", f"counted-{location}", location=location, lines=lines)


def rule(served: Served, **says: object) -> None:
    served.command("set_rule", "rule-0001", says={"kind": "count", **says})


def test_without_a_rule_nothing_is_counted(served: Served, clock: Clock) -> None:
    each = counting(served)
    clock.forward(400 * DAY_S)
    look(served, each)
    assert asked(served) == []


def test_a_location_is_counted_after_so_many_picks(served: Served) -> None:
    rule(served, after_picks=2)
    each = counting(served)
    pick(served, "O-1", "TEA", TEA)
    look(served, each)
    assert asked(served) == []
    pick(served, "O-2", "TEA", TEA)
    look(served, each)
    look(served, each)
    assert asked(served) == [(TEA, "after_picks")]
    count(served, TEA, "TEA", 48)
    pick(served, "O-3", "TEA", TEA)
    look(served, each)
    assert asked(served) == []  # the picks before the count count no more
    look(served, counting(served))  # nor for a program that starts and hears it all again
    assert asked(served) == []


def test_a_location_is_counted_so_many_days_after_its_last_count(
    served: Served, clock: Clock
) -> None:
    rule(served, every_days=10)
    each = counting(served)
    clock.forward(5 * DAY_S)
    count(served, CUP, "CUP", 50)
    look(served, each)
    assert asked(served) == []
    clock.forward(5 * DAY_S)
    look(served, each)
    assert asked(served) == [(TEA, "every_days")]
    clock.forward(5 * DAY_S)
    look(served, each)
    assert asked(served) == [(TEA, "every_days"), (CUP, "every_days")]


def test_so_many_a_day_are_counted_where_it_is_likely(served: Served, clock: Clock) -> None:
    places = [f"A-01-0{bay}-{level}" for bay in (3, 4) for level in (1, 2)]
    for place in places:
        put(served, "TEA", place)
    rule(served, likely_per_day=2)
    each = counting(served)
    look(served, each)
    first = asked(served)
    look(served, each)
    look(served, counting(served))  # a program that starts again has the same day's budget
    assert asked(served) == first
    assert len(first) in (1, 2)  # both queues may want the same place
    assert {reason for _, reason in first} <= {"discrepancies", "stock_outs", "random"}
    clock.forward(DAY_S)
    look(served, each)
    assert len(first) < len(asked(served)) <= len(first) + 2


def test_a_rule_for_a_whole_site_makes_no_flood(served: Served, clock: Clock) -> None:
    rows = "".join(f"Z-{n:03},storage,Z,{n * 1000},0,{n}\n" for n in range(REQUESTS_MAX + 10))
    header = "location,kind,zone,x_mm,y_mm,sequence\n"
    assert served.import_csv("locations", header + rows).status_code < 300
    for n in range(REQUESTS_MAX + 10):
        put(served, "TEA", f"Z-{n:03}")
    rule(served, every_days=1)
    each = counting(served)
    clock.forward(2 * DAY_S)
    look(served, each)
    assert len(asked(served)) == REQUESTS_MAX
    look(served, each)
    assert len(asked(served)) == REQUESTS_MAX + 12
