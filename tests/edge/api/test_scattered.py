"""Orders are taken from where their walk is short, as far as the removal rules leave it open."""

from collections.abc import Callable

import apsw
import pytest

from edge.releasing import Releasing
from tests.edge.serving import Clock, Served

AISLE = (
    "location,kind,zone,x_mm,y_mm,sequence\n"
    "B-1,storage,B,9600,1000,900\n"
    "B-3,storage,B,9600,3000,901\n"
    "B-5,storage,B,9600,5000,902\n"
)
NEAR = "A-01-01-1"
"""Where TEA came first, in another aisle than CUP, which lies in B-3 alone."""


@pytest.fixture
def served(serve: Callable[..., Served], clock: Clock) -> Served:
    served = serve()
    assert served.import_csv("locations", AISLE).status_code < 300
    assert served.import_csv("items", "code\nTEA\nCUP\n").status_code < 300
    stock = (("CUP", "B-3", 50), ("TEA", NEAR, 20), ("TEA", "B-1", 3), ("TEA", "B-5", 3))
    for number, (item, location, quantity) in enumerate(stock):
        served.command(
            "adjust", f"stock-{number:03}", item=item, location=location, quantity=quantity,
            reason="found",
        )  # fmt: skip
        clock.now_ms += 1_000
    return served


def released(served: Served, number: str, tea: int) -> dict[str, int]:
    """How many of TEA are to be picked where, of an order that its channel released."""
    take(served, number, tea)
    numbers = iter(range(100))
    releasing = Releasing(served.edge.services, lambda: f"{number}-goes-{next(numbers):03}")
    with served.client.portal() as portal:
        portal.call(releasing.look)
    return picks(served, number)


def take(served: Served, number: str, tea: int) -> None:
    lines = [{"item": "CUP", "quantity": 1}, {"item": "TEA", "quantity": tea}]
    served.command("take_order", f"{number}-take", order=number, customer="C", lines=lines)


def picks(served: Served, number: str) -> dict[str, int]:
    def read(connection: apsw.Connection) -> dict[str, int]:
        rows = connection.execute(
            "SELECT l.code, t.quantity FROM task t JOIN dn d ON d.id=t.document_id"
            " JOIN location l ON l.id=t.from_location JOIN item i ON i.id=t.item_id"
            " WHERE d.number=? AND i.code='TEA'",
            (number,),
        )
        return {str(code): int(str(quantity)) for code, quantity in rows}

    with served.client.portal() as portal:
        return portal.call(served.edge.services.readers.run, read)


def set_rule(served: Served, *sort: str) -> None:
    served.command("set_rule", "rule-0001", says={"kind": "removal", "sort": sort})
    served.command("set_channel", "channel-1", channel="ALL")


def test_goods_come_from_the_aisle_where_the_order_is_picked_anyway(served: Served) -> None:
    set_rule(served, "short_walk", "fifo")
    first = released(served, "O-1", 2)
    second = released(served, "O-2", 4)
    third = released(served, "O-3", 1)

    assert sum(first.values()) == 2
    assert set(first) | set(second) == {"B-1", "B-5"}  # none of them enters the other aisle
    assert third == {NEAR: 1}  # nothing is left in this one


def test_what_counts_more_than_the_walk_is_kept(served: Served) -> None:
    set_rule(served, "fifo", "short_walk")
    assert released(served, "O-1", 2) == {NEAR: 2}


def test_orders_of_one_release_do_not_count_on_the_same_goods(served: Served) -> None:
    set_rule(served, "short_walk", "fifo")
    take(served, "O-1", 5)
    second = released(served, "O-2", 5)

    assert set(picks(served, "O-1")) == {"B-1", "B-5"}
    assert set(second) >= {NEAR}
    assert sum(second.values()) == 5


def test_an_order_released_by_hand_goes_by_the_other_keys(served: Served) -> None:
    set_rule(served, "short_walk", "fifo")
    take(served, "O-1", 2)
    served.command("release_orders", "by-hand-1", orders=["O-1"])
    assert picks(served, "O-1") == {NEAR: 2}
